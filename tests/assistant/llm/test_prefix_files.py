"""Computed prefixes on disk."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.llm.prefix_files import PrefixFiles


def write(files: PrefixFiles, tokens: tuple[int, ...], content: bytes = b"state") -> Path:
    """Store some bytes as the state of a prefix and return their file."""

    def save(name: str) -> None:
        (files.folder / name).write_bytes(content)

    files.write(tokens, save)
    return files.folder / files.name(tokens)


def test_written_prefix_is_intact(tmp_path: Path) -> None:
    """A prefix that was written is there; another one is not."""
    files = PrefixFiles(folder=tmp_path / "new", revision="a")
    write(files, (1, 2))
    assert files.intact((1, 2))
    assert not files.intact((1, 3))


def test_flipped_byte_is_noticed(tmp_path: Path) -> None:
    """A file with other bytes than were written does not count as there."""
    files = PrefixFiles(folder=tmp_path, revision="a")
    write(files, (1, 2)).write_bytes(b"stste")
    assert not files.intact((1, 2))


def test_revisions_do_not_mix(tmp_path: Path) -> None:
    """The same tokens of another model or engine version are another file."""
    write(PrefixFiles(folder=tmp_path, revision="a"), (1, 2))
    assert not PrefixFiles(folder=tmp_path, revision="b").intact((1, 2))


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    """With room for two, writing a third deletes the one that was not used for longest."""
    files = PrefixFiles(folder=tmp_path, revision="a", keep=2)
    for age, tokens in ((300, (1,)), (200, (2,))):
        file = write(files, tokens)
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - age))
    assert files.intact((1,))
    write(files, (3,))
    assert [files.intact(tokens) for tokens in ((1,), (2,), (3,))] == [True, False, True]
    assert len(list(tmp_path.iterdir())) == 2 * 2
