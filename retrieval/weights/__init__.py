"""Model weights: what they are, where they lie, whether they are intact, how they are fetched."""

from retrieval.weights.folder import locate, verify
from retrieval.weights.pulling import pull
from retrieval.weights.spec import (
    HubSource,
    LocalSource,
    PackagePart,
    PackageSource,
    PullProgress,
    WeightsFile,
    WeightsSource,
    WeightsSpec,
)

__all__ = [
    "HubSource",
    "LocalSource",
    "PackagePart",
    "PackageSource",
    "PullProgress",
    "WeightsFile",
    "WeightsSource",
    "WeightsSpec",
    "locate",
    "pull",
    "verify",
]
