"""Computed prompt prefixes on disk: a folder of state files, each with the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixFiles:
    """State files of one model under `folder`; `revision` names everything that shapes their bytes.

    At most `keep` files of all revisions stay; the longest unused ones are deleted.
    """

    folder: Path
    revision: str
    keep: int = 16

    def name(self, tokens: Sequence[int]) -> str:
        """File name of a prefix: a hash of the revision and of its tokens."""
        key = f"{self.revision}\n{','.join(map(str, tokens))}"
        return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.kv"

    def intact(self, tokens: Sequence[int]) -> bool:
        """Whether the prefix is there with the bytes that were written. Marks it as used."""
        file = self.folder / self.name(tokens)
        try:
            expected = _seal(file).read_text(encoding="ascii")
            if _sha256(file) != expected:
                return False
            os.utime(file)
        except (FileNotFoundError, UnicodeDecodeError):
            return False
        return True

    def write(self, tokens: Sequence[int], save: Callable[[str], None]) -> None:
        """Let `save` write a file of the name it is given in the folder; then make it visible at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / self.name(tokens)
        partial = self.folder / f"{file.name}.{os.getpid()}.partial"
        save(partial.name)
        _seal(file).write_text(_sha256(partial), encoding="ascii")
        partial.replace(file)
        self._prune()

    def _prune(self) -> None:
        """Delete what is too many. Another process may delete the same file first."""
        used: dict[Path, float] = {}
        for file in self.folder.glob("*.kv"):
            with suppress(FileNotFoundError):
                used[file] = file.stat().st_mtime
        for file in sorted(used, key=lambda file: used[file], reverse=True)[self.keep :]:
            file.unlink(missing_ok=True)
            _seal(file).unlink(missing_ok=True)


def _seal(file: Path) -> Path:
    return file.with_suffix(".sha256")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
