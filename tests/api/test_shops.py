"""`shopwright shops remove` over a small shop of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.catalog.store import CatalogStore
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.api.test_evaluate import home  # noqa: F401 - a fixture
from tests.weights_root import link_embedders


@pytest.mark.embedder
def test_products_are_removed_by_id(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
) -> None:
    """Those that are there go, in a new version; where none is, or no such shop, nothing changes."""
    link_embedders(home)
    removed = shopwright("shops", "remove", "small", "m1", "nope", home=home)
    assert (removed.returncode, removed.stderr) == (0, "removed 1 of 2 products\n")
    store = CatalogStore(f"sqlite:///{home / 'catalogs.sqlite'}")
    assert "m1" not in [product.product_id for product in store.load("small").products]
    assert store.version("small") == 2
    store.close()
    assert shopwright("shops", "remove", "small", "m1", home=home).returncode == 1
    assert shopwright("shops", "remove", "other", "m1", home=home).returncode == 1
