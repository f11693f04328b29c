"""Matrices of vectors in files mapped into memory, so that a start neither reads nor holds them whole."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from retrieval.protocols import Vectors


class MatrixFiles:
    """Per name the matrix of one list of keys, the last asked for. A replaced one is readable while mapped.

    Vectors never change under their keys, so a file is right as long as its keys are those asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def matrix(self, name: str, keys: Sequence[str], dim: int, fill: Callable[[Vectors], None]) -> Vectors:
        """float32 [n, dim] in the order of `keys`, read-only; `fill` writes it where no whole file is there.

        Raises: OSError where the folder can't be written, and what `fill` raises; then no file is left.
        """
        if not keys:
            return np.empty((0, dim), dtype=np.float32)
        path = self._folder / f"{name}.{hashlib.sha256(chr(10).join(keys).encode()).hexdigest()[:24]}.npy"
        with suppress(OSError, ValueError, EOFError):
            found: Vectors = np.load(path, mmap_mode="r")
            if found.shape == (len(keys), dim) and found.dtype == np.float32:
                return found
        self._write(path, (len(keys), dim), fill)
        for other in self._of(name):
            if other != path:
                other.unlink(missing_ok=True)
        return np.asanyarray(np.load(path, mmap_mode="r"))

    def forget(self, name: str) -> None:
        """Delete the file of a name, where there is one."""
        for path in self._of(name):
            path.unlink(missing_ok=True)

    def _write(self, path: Path, shape: tuple[int, int], fill: Callable[[Vectors], None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            growing = Path(folder) / path.name
            matrix = np.lib.format.open_memmap(growing, mode="w+", dtype=np.float32, shape=shape)
            fill(matrix)
            matrix.flush()
            growing.replace(path)

    def _of(self, name: str) -> Sequence[Path]:
        return [path for path in self._folder.glob("*.npy") if path.name.rsplit(".", 2)[0] == name]
