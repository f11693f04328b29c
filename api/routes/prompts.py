"""Prompt templates, read-only."""

from __future__ import annotations

from fastapi import APIRouter
from typing_extensions import TypedDict

from api.deps import RunningDep

router = APIRouter(prefix="/api/prompts", tags=["prompts"])


class PromptRowJson(TypedDict):
    """One template with its versions, oldest first."""

    name: str
    versions: list[int]
    description: str


class PromptJson(TypedDict):
    """One version of a template."""

    ref: str
    description: str
    languages: list[str]
    variables: dict[str, str]
    system: str
    user: str
    changelog: str


@router.get("")
async def list_prompts(running: RunningDep) -> list[PromptRowJson]:
    """All templates by name."""
    registry = running.services.prompts
    return [
        PromptRowJson(
            name=name, versions=list(registry.versions(name)), description=registry.get(name).description
        )
        for name in registry.names()
    ]


@router.get("/{ref}")
async def show_prompt(ref: str, running: RunningDep) -> PromptJson:
    """`name@version`, or `name` for its newest version."""
    template = running.services.prompts.get(ref)
    return PromptJson(
        ref=template.ref,
        description=template.description,
        languages=list(template.languages),
        variables=dict(template.variables),
        system=template.system,
        user=template.user,
        changelog=template.changelog,
    )
