"""The bundled demo shop: written by this project, composed from families, the same for the same seed.

`families/*.yaml` say what may be sold, one file per department; `composing` makes products of them,
`supply` adds price, stock and ratings, `pictures` draws them and `source` writes the folder.
"""

from __future__ import annotations

from retrieval.catalog.demo.shop import EXAMPLE_QUESTIONS, demo_settings
from retrieval.catalog.demo.source import write_demo_source

__all__ = ["EXAMPLE_QUESTIONS", "demo_settings", "write_demo_source"]
