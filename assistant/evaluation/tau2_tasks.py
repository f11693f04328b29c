"""Tasks of tau2-bench's retail domain: the customer, and what they want written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.evaluation.tau2_writes import WRITES, Data, Write


class TaskFileError(AssistantError):
    """A task or database file is not of tau2's form; the message names file, expected and got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task. `user_id` is whom it is about, None where no call tells; `writes` in order."""

    task_id: str
    user_id: str | None
    writes: tuple[Write, ...]


def read_database(path: Path) -> Data:
    """The database. Raises TaskFileError."""
    data = _json(path)
    if not isinstance(data, dict) or {"users", "orders", "products"} - set(data):
        raise TaskFileError(f"{path}: expected an object with users, orders and products")
    return data


def read_tasks(path: Path, data: Data) -> tuple[Task, ...]:
    """The tasks of a file, in order. Raises TaskFileError."""
    rows = _json(path)
    if not isinstance(rows, list):
        raise TaskFileError(f"{path}: expected a list of tasks, got {type(rows).__name__}")
    try:
        return tuple(_task(row, data) for row in rows)
    except (KeyError, TypeError) as error:
        raise TaskFileError(f"{path}: expected id and evaluation_criteria.actions, got {error!r}") from error


def _task(row: Mapping[str, Any], data: Data) -> Task:
    actions = row["evaluation_criteria"]["actions"]
    writes = tuple(Write(name=a["name"], arguments=a["arguments"]) for a in actions if a["name"] in WRITES)
    users = (_user(action["name"], action["arguments"], data) for action in actions)
    return Task(task_id=str(row["id"]), user_id=next((u for u in users if u), None), writes=writes)


def _user(name: str, arguments: Mapping[str, Any], data: Data) -> str | None:
    """The user that a call is about."""
    if "user_id" in arguments:
        return str(arguments["user_id"])
    order = data["orders"].get(arguments.get("order_id", ""))
    if order is not None:
        return str(order["user_id"])
    if name == "find_user_id_by_email":
        return next((k for k, u in data["users"].items() if u["email"] == arguments["email"]), None)
    if name == "find_user_id_by_name_zip":
        wanted = (arguments["first_name"], arguments["last_name"], arguments["zip"])
        return next((k for k, u in data["users"].items() if _named(u) == wanted), None)
    return None


def _named(user: Data) -> tuple[str, str, str]:
    return (user["name"]["first_name"], user["name"]["last_name"], user["address"]["zip"])


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TaskFileError(f"{path}: expected a readable JSON file, got {error}") from error
