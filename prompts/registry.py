"""Versioned templates on disk: `<folder>/<name>/v<N>.yaml`, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.errors import PromptNotFoundError, TemplateError
from prompts.rendering import places, render
from prompts.types import DecodingSettings, Example, RenderedPrompt, Template

BUNDLED = Path(__file__).parent / "templates"
_FILE = re.compile(r"^v([1-9][0-9]*)\.yaml$")


class _ExampleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    user: str
    assistant: str


class _DecodingFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    max_tokens: int = Field(gt=0, le=2048)
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    stop: tuple[str, ...] = ()


class _TemplateFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int
    description: str
    languages: tuple[str, ...]
    variables: dict[str, str]
    system: str
    examples: tuple[_ExampleFile, ...] = ()
    user: str
    decoding: _DecodingFile
    output_schema: dict[str, Any] | None = Field(default=None, alias="schema")
    changelog: str = ""


class PromptRegistry:
    """All templates of one folder. Immutable; a version is addressed `name@version`, the newest by `name`."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._by_name: dict[str, dict[int, Template]] = {}
        for template in templates:
            self._by_name.setdefault(template.name, {})[template.version] = template

    @classmethod
    def from_folder(cls, folder: Path = BUNDLED) -> PromptRegistry:
        """Read every `<name>/v<N>.yaml`. Raises TemplateError on the first that breaks the format."""
        files = sorted(folder.glob("*/v*.yaml"))
        if not files:
            raise TemplateError(f"{folder}: expected <name>/v<N>.yaml files, found none")
        return cls([_read(file) for file in files])

    def names(self) -> Sequence[str]:
        """Template names, sorted."""
        return sorted(self._by_name)

    def versions(self, name: str) -> Sequence[int]:
        """Versions of one template, ascending. Raises PromptNotFoundError."""
        return sorted(self._versions(name))

    def get(self, ref: str) -> Template:
        """`name@version`, or `name` for the newest. Raises PromptNotFoundError."""
        name, _, version = ref.partition("@")
        versions = self._versions(name)
        if not version:
            return versions[max(versions)]
        if not version.isdigit() or int(version) not in versions:
            raise PromptNotFoundError(f"no version {version!r} of {name!r}; there are {sorted(versions)}")
        return versions[int(version)]

    def render(self, ref: str, variables: Mapping[str, str]) -> RenderedPrompt:
        """Shorthand for rendering `get(ref)`."""
        return render(self.get(ref), variables)

    def _versions(self, name: str) -> dict[int, Template]:
        try:
            return self._by_name[name]
        except KeyError:
            raise PromptNotFoundError(f"no prompt {name!r}; there are {self.names()}") from None


def _read(file: Path) -> Template:
    match = _FILE.match(file.name)
    if match is None:
        raise TemplateError(f"{file}: expected a name like v1.yaml, got {file.name!r}")
    try:
        parsed = _TemplateFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise TemplateError(f"{file}: {error}") from error
    if (parsed.name, parsed.version) != (file.parent.name, int(match.group(1))):
        raise TemplateError(
            f"{file}: expected name {file.parent.name!r} and version {match.group(1)}, "
            f"got {parsed.name!r} and {parsed.version}"
        )
    _check_places(file, parsed)
    return Template(
        name=parsed.name,
        version=parsed.version,
        description=parsed.description,
        languages=parsed.languages,
        system=parsed.system.strip(),
        user=parsed.user.strip(),
        variables=parsed.variables,
        decoding=DecodingSettings(**parsed.decoding.model_dump()),
        examples=tuple(Example(user=e.user.strip(), assistant=e.assistant.strip()) for e in parsed.examples),
        schema=parsed.output_schema,
        changelog=parsed.changelog,
    )


def _check_places(file: Path, parsed: _TemplateFile) -> None:
    used, declared = places(parsed.user), frozenset(parsed.variables)
    if used != declared:
        raise TemplateError(
            f"{file}: user has places {sorted(used)} but variables declares {sorted(declared)}"
        )
    fixed = places(parsed.system).union(*(places(e.user + e.assistant) for e in parsed.examples))
    if fixed:
        raise TemplateError(
            f"{file}: system and examples must hold no variables (they are cached once), got {sorted(fixed)}"
        )
