"""Weights from a model hub; reached only where the user's configuration names a repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retrieval.errors import WeightsError
from retrieval.weights.spec import HubSource, PullProgress, WeightsSpec


def fetch_hub(
    spec: WeightsSpec, source: HubSource, folder: Path, *, on_progress: Callable[[PullProgress], None]
) -> Path:
    """Folder of the files at the pinned revision; an interrupted download goes on where it stopped."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - slow import, seldom wanted
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415

    what = f"{spec.title} from {source.repo_id}@{source.revision}"
    on_progress(PullProgress(what=what, done_bytes=0, total_bytes=spec.size_bytes))
    wanted = list(source.files) or [file.name for file in spec.files] or None
    try:
        snapshot_download(source.repo_id, revision=source.revision, allow_patterns=wanted, local_dir=folder)
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsError(
            f"{spec.id}: could not fetch {source.repo_id}@{source.revision}: {error}; "
            f"check the repository, the revision and the network, then run `{spec.pull_command}`"
        ) from error
    on_progress(PullProgress(what=what, done_bytes=spec.size_bytes, total_bytes=spec.size_bytes))
    return folder
