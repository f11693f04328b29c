"""The registry reads a folder of versions and refuses files that break the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.errors import PromptNotFoundError, TemplateError
from prompts.registry import BUNDLED, PromptRegistry

GOOD = """
name: greet
version: {version}
description: Greets.
languages: [en]
variables: {{who: a name}}
system: Be brief.
user: "{{{{who}}}}"
decoding: {{max_tokens: 8}}
"""


def write(folder: Path, version: int, text: str | None = None, name: str = "greet") -> Path:
    """One template file of the folder."""
    file = folder / name / f"v{version}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(GOOD.format(version=version) if text is None else text, encoding="utf-8")
    return file


def test_a_bare_name_is_the_newest_version(tmp_path: Path) -> None:
    """`name` addresses the highest version, `name@N` exactly that one."""
    for version in (1, 2, 10):
        write(tmp_path, version)
    registry = PromptRegistry.from_folder(tmp_path)
    assert registry.get("greet").version == 10
    assert registry.get("greet@2").version == 2
    assert registry.versions("greet") == [1, 2, 10]


@pytest.mark.parametrize("ref", ["nobody", "greet@3", "greet@x"])
def test_what_does_not_exist_is_refused(tmp_path: Path, ref: str) -> None:
    """An unknown name or version raises."""
    write(tmp_path, 1)
    with pytest.raises(PromptNotFoundError):
        PromptRegistry.from_folder(tmp_path).get(ref)


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("name: [", "while parsing"),
        (GOOD.format(version=2), "expected name 'greet' and version 1, got 'greet' and 2"),
        (GOOD.format(version=1) + "colour: red\n", "colour"),
        (GOOD.format(version=1).replace('"{{who}}"', '"{{whom}}"'), r"places \['whom'\]"),
        (GOOD.format(version=1).replace("Be brief.", '"{{who}}"'), "must hold no variables"),
    ],
)
def test_a_broken_file_names_what_is_wrong(tmp_path: Path, broken: str, named: str) -> None:
    """A file that breaks the format raises with the file and the fault."""
    file = write(tmp_path, 1, broken)
    with pytest.raises(TemplateError, match=named) as caught:
        PromptRegistry.from_folder(tmp_path)
    assert str(file) in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without templates raises instead of giving an empty registry."""
    with pytest.raises(TemplateError, match="found none"):
        PromptRegistry.from_folder(tmp_path)


def test_every_bundled_template_renders() -> None:
    """Each bundled version renders with a value for each of its variables."""
    registry = PromptRegistry.from_folder(BUNDLED)
    for name in registry.names():
        for version in registry.versions(name):
            template = registry.get(f"{name}@{version}")
            rendered = registry.render(template.ref, dict.fromkeys(template.variables, "x"))
            assert rendered.messages[: len(template.prefix())] == template.prefix()
