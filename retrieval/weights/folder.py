"""Weights on disk: `root/<id>/` with a stamp that saves hashing a gigabyte at every start."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import WeightsCorruptError, WeightsError
from retrieval.weights.spec import LocalSource, WeightsFile, WeightsSpec

STAMP = ".shopwright-stamp.json"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A file as it was when its hash was last taken."""

    sha256: str
    size_bytes: int
    mtime_ns: int


def locate(spec: WeightsSpec, *, root: Path) -> Path | None:
    """Folder of the weights, or None where a file is missing or another version lies there.

    Files whose size and mtime are as stamped are trusted; all others are hashed.

    Raises: WeightsCorruptError where a file is not what the spec (or the first pull) says.
    """
    folder = folder_of(spec, root=root)
    if isinstance(spec.source, LocalSource) and not spec.files:
        return folder if folder.is_dir() else None
    stamp_file = root / spec.id / STAMP
    stamp = _read_stamp(stamp_file)
    files = spec.files or _recorded(stamp)
    if not files or not all((folder / file.name).is_file() for file in files):
        return None
    if _other_version(files, stamp, folder):
        return None
    fresh = {file.name: _checked(spec, file, folder, stamp.get(file.name)) for file in files}
    if fresh != {file.name: stamp.get(file.name) for file in files}:
        _write_stamp(stamp_file, fresh)
    return folder


def verify(spec: WeightsSpec, *, root: Path) -> None:
    """Hash every file in full.

    Raises: WeightsError where weights are missing, WeightsCorruptError where a file differs.
    """
    folder = folder_of(spec, root=root)
    stamp_file = root / spec.id / STAMP
    files = spec.files or _recorded(_read_stamp(stamp_file))
    missing = [file.name for file in files if not (folder / file.name).is_file()]
    if missing or not files:
        what = ", ".join(missing) or "the whole folder"
        raise WeightsError(f"{spec.id}: {what} missing in {folder}; run `{spec.pull_command}`")
    _write_stamp(stamp_file, {file.name: _checked(spec, file, folder, None) for file in files})


def folder_of(spec: WeightsSpec, *, root: Path) -> Path:
    """Where the weights lie or would lie."""
    return spec.source.path if isinstance(spec.source, LocalSource) else root / spec.id


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check_file(spec: WeightsSpec, file: WeightsFile, folder: Path) -> None:
    """Raise WeightsCorruptError unless a file has its pinned size and SHA-256."""
    _checked(spec, file, folder, None)


def stamp_folder(spec: WeightsSpec, folder: Path) -> None:
    """Hash a freshly filled folder against the spec and stamp it; without pins, record what is there."""
    names = [file.name for file in spec.files] or [
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    pinned = {file.name: file for file in spec.files}
    seen = {
        name: _checked(spec, pinned[name], folder, None) if name in pinned else _look(folder / name)
        for name in names
    }
    _write_stamp(folder / STAMP, seen)


def _checked(spec: WeightsSpec, file: WeightsFile, folder: Path, seen: _Seen | None) -> _Seen:
    path = folder / file.name
    stat = path.stat()
    unchanged = seen and (seen.size_bytes, seen.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    found = seen if seen and unchanged else _look(path)
    if found.sha256 != file.sha256:
        raise WeightsCorruptError(
            f"{spec.id}: {path} is damaged: expected {file.size_bytes} bytes with SHA-256 {file.sha256}, "
            f"got {found.size_bytes} bytes with {found.sha256}; run `{spec.pull_command}`"
        )
    return found


def _look(path: Path) -> _Seen:
    stat = path.stat()
    return _Seen(sha256=sha256_of(path), size_bytes=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _other_version(files: tuple[WeightsFile, ...], stamp: Mapping[str, _Seen], folder: Path) -> bool:
    """Whether the folder is intact but was stamped for other pins, as after an upgrade."""
    for file in files:
        seen = stamp.get(file.name)
        if seen and seen.sha256 != file.sha256:
            stat = (folder / file.name).stat()
            return (seen.size_bytes, seen.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    return False


def _recorded(stamp: Mapping[str, _Seen]) -> tuple[WeightsFile, ...]:
    return tuple(
        WeightsFile(name=name, sha256=seen.sha256, size_bytes=seen.size_bytes) for name, seen in stamp.items()
    )


def _read_stamp(path: Path) -> dict[str, _Seen]:
    if not path.is_file():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): _Seen(sha256=str(s["sha256"]), size_bytes=int(s["size"]), mtime_ns=int(s["mtime_ns"]))
            for name, s in raw.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # a stamp is only a cache: an unreadable one costs one hashing


def _write_stamp(path: Path, seen: Mapping[str, _Seen]) -> None:
    files = {
        name: {"sha256": s.sha256, "size": s.size_bytes, "mtime_ns": s.mtime_ns} for name, s in seen.items()
    }
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        return  # weights on a read-only disk are hashed at each start
    temporary = path.with_name(f"{STAMP}.{os.getpid()}")
    temporary.write_text(json.dumps(files, indent=1), encoding="utf-8")
    temporary.replace(path)
