"""Errors of retrieval.

RetrievalError
├── SourceError            a catalog source can't be read at all (missing, unknown shape, bad mapping)
├── DatabaseError          a database was made by a later program, or can't be read
├── RulesError             a shop's rules file has faults; each is named with its row and field
├── ShopNotFoundError      no shop of that name in this home
├── EmbedderError          an embedder can't be loaded or run
├── RerankerError          a reranker can't be loaded or run
├── VectorIndexError       vectors are missing, of another embedder, or their store can't be reached
└── WeightsError           model weights are missing or not what the registry says
    └── WeightsCorruptError   a file's SHA-256 differs from the pinned one
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Base of every error that retrieval raises on purpose; its text says expected, got and remedy."""


class SourceError(RetrievalError):
    """The source as a whole is unusable; single bad rows never raise this."""


class DatabaseError(RetrievalError):
    """The database's schema is newer than this program knows, or it can't be read."""


class RulesError(RetrievalError):
    """A shop's rules are not all right, so none of them is taken; `faults` name row and field of each."""

    def __init__(self, message: str, *, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class ShopNotFoundError(RetrievalError):
    """No shop of that name; the message lists those that exist."""


class EmbedderError(RetrievalError):
    """The embedder can't be loaded or failed on a batch."""


class RerankerError(RetrievalError):
    """The reranker can't be loaded or failed; search goes on without it until it is mended."""


class VectorIndexError(RetrievalError):
    """The vector store can't serve this catalog; search goes on without it until it is mended."""


class WeightsError(RetrievalError):
    """Weights are missing or can't be fetched; the message names the command that pulls them."""


class WeightsCorruptError(WeightsError):
    """A file does not have its pinned SHA-256; it is never loaded."""
