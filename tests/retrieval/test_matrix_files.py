"""Matrices in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import VectorIndexError
from retrieval.matrix_files import MatrixFiles
from retrieval.protocols import Vectors

KEYS = ["a", "b"]


def ones(matrix: Vectors) -> None:
    """Fill with 1."""
    matrix[:] = 1.0


def never(_matrix: Vectors) -> None:
    """Fail where a matrix is to be filled."""
    raise VectorIndexError("nothing there")


def test_a_matrix_is_filled_once(tmp_path: Path) -> None:
    """The second time, and from another object, it is read from its file, and can't be changed."""
    first = MatrixFiles(tmp_path).matrix("shop.e", KEYS, 3, ones)
    again = MatrixFiles(tmp_path).matrix("shop.e", KEYS, 3, never)
    assert again.tolist() == first.tolist() == [[1.0] * 3] * 2
    assert again.dtype == np.float32
    assert not again.flags.writeable


def test_other_keys_replace_the_file_under_a_reader(tmp_path: Path) -> None:
    """One file a name is kept; what was mapped before stays readable; other names are left alone."""
    files = MatrixFiles(tmp_path)
    before = files.matrix("shop.e", KEYS, 3, ones)
    files.matrix("shop", KEYS, 3, ones)
    files.matrix("shop.e", [*KEYS, "c"], 3, ones)
    assert sorted(path.name.rsplit(".", 2)[0] for path in tmp_path.iterdir()) == ["shop", "shop.e"]
    assert before.sum() == 6.0
    files.forget("shop.e")
    assert [path.name.rsplit(".", 2)[0] for path in tmp_path.iterdir()] == ["shop"]


def test_a_failed_fill_leaves_no_file(tmp_path: Path) -> None:
    """What fill raises is raised, and the next attempt fills anew."""
    files = MatrixFiles(tmp_path)
    with pytest.raises(VectorIndexError):
        files.matrix("shop", KEYS, 3, never)
    assert list(tmp_path.iterdir()) == []
    assert files.matrix("shop", KEYS, 3, ones).sum() == 6.0


@pytest.mark.parametrize("content", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_filled_anew(tmp_path: Path, content: bytes) -> None:
    """A file that is no whole matrix is replaced."""
    files = MatrixFiles(tmp_path)
    files.matrix("shop", KEYS, 3, ones)
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    assert files.matrix("shop", KEYS, 3, ones).sum() == 6.0


def test_no_keys_need_no_file(tmp_path: Path) -> None:
    """An empty catalog has a matrix without rows."""
    assert MatrixFiles(tmp_path / "none").matrix("shop", [], 3, never).shape == (0, 3)
    assert not (tmp_path / "none").exists()
