"""Where a home lies and what it runs with: config file, then environment, checked as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
import yaml
from pydantic import BaseModel, ConfigDict, DirectoryPath, Field, ValidationError, model_validator

from assistant.errors import SettingsError
from assistant.llm.registry import DEFAULT_MODEL
from assistant.profiles.store import RETENTION_DAYS

NO_MODEL = "none"


class WeightsOverride(BaseModel):
    """Another source of registered weights: a local `path`, or a hub's `repo_id` at a `revision`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: Path | None = None
    repo_id: str | None = None
    revision: str = "main"


class BackendSetting(BaseModel):
    """What serves a shop's carts and orders: its own REST service (`url`), or a `tau2` database file.

    `token_env` names the environment variable that holds the service's bearer token.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str | None = None
    token_env: str | None = None
    timeout_s: float = Field(default=5.0, gt=0)
    tau2: Path | None = None

    @model_validator(mode="after")
    def _one(self) -> BackendSetting:
        if (self.url is None) is (self.tau2 is None):
            raise ValueError("expected either url or tau2")
        return self


class Settings(BaseModel):
    """Everything a home is opened with.

    `model` is a registry id, `none`, or a LangChain spec such as `openai:NAME` (with `model_url`).
    `reranker` is the folder of a cross-encoder that reads the best products of each search again; None: no
    such stage. `device` None: by detection. `chroma_url` None: embedded in the home. `backends` by shop name;
    a shop without one has a cart in the home and no orders. `profiles_url` None: shopper profiles lie in the
    home; nothing in them is kept longer than `profile_retention_days`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    home: Path
    models_root: Path
    model: str = DEFAULT_MODEL
    model_url: str | None = None
    device: str | None = None
    chroma_url: str | None = None
    reranker: DirectoryPath | None = None
    threads: int | None = Field(default=None, ge=1)
    weights: dict[str, WeightsOverride] = Field(default_factory=dict)
    backends: dict[str, BackendSetting] = Field(default_factory=dict)
    profiles_url: str | None = None
    profile_retention_days: int = Field(default=RETENTION_DAYS, ge=1)

    @classmethod
    def load(cls, *, home: Path | None, env: Mapping[str, str]) -> Settings:
        """Settings of a home: `config.yaml` in it, overruled by SHOPWRIGHT_* variables.

        Raises SettingsError naming file, field, expected and got; an unknown key is an error.
        """
        root = home or Path(env.get("SHOPWRIGHT_HOME") or platformdirs.user_data_dir("shopwright"))
        file = root / "config.yaml"
        values: dict[str, Any] = {
            "home": root,
            "models_root": Path(platformdirs.user_cache_dir("shopwright")) / "models",
            **_read(file),
        }
        for name in ("model", "model_url", "device", "chroma_url", "reranker"):
            if given := env.get(f"SHOPWRIGHT_{name.upper()}"):
                values[name] = given
        if models := env.get("SHOPWRIGHT_MODELS"):
            values["models_root"] = Path(models)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}, got {fault['input']!r}"
                for fault in error.errors()
            )
            raise SettingsError(f"{file}: {faults}") from error


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: expected YAML, got {error}") from error
    if not isinstance(values, dict):
        raise SettingsError(f"{file}: expected a mapping of settings, got {type(values).__name__}")
    fixed = {"home"} & set(values)
    if fixed:
        raise SettingsError(f"{file}: {sorted(fixed)} can't be set here; use --home or SHOPWRIGHT_HOME")
    return values
