"""What the web application is given; bootstrap chose it, tests script it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from api.catalogs import Catalogs, CatalogViews
from api.hub import Hub
from api.metrics import Metrics
from api.pictures import page_items
from api.turns import Replier
from assistant.profiles.keeping import Profiles
from assistant.protocols import ConversationStore
from assistant.types import Mode
from prompts.registry import PromptRegistry

LOCAL_HOSTS = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything behind the routes. `model` names the language model; None: it runs without one.

    `profiles` None: nothing is remembered of shoppers.
    `hosts` are the Host headers answered (others, such as a rebound DNS name, are refused);
    `origins` are the page origins besides our own that may open a websocket.
    """

    assistant: Replier
    conversations: ConversationStore
    catalogs: Catalogs
    prompts: PromptRegistry
    model: str | None
    profiles: Profiles | None = None
    hosts: tuple[str, ...] = LOCAL_HOSTS
    origins: frozenset[str] = frozenset()

    @property
    def mode(self) -> Mode:
        """The mode in which turns start."""
        return Mode.REDUCED if self.model is None else Mode.FULL


@dataclass(slots=True, kw_only=True)
class Running:
    """The state of one application: services, live conversations, loaded catalogs, counters."""

    services: Services
    views: CatalogViews
    hub: Hub
    metrics: Metrics = field(default_factory=Metrics)

    @classmethod
    def of(cls, services: Services) -> Running:
        """Fresh state for these services."""
        metrics = Metrics()
        hub = Hub(
            store=services.conversations,
            assistant=services.assistant,
            item_form=page_items,
            metrics=metrics,
        )
        return cls(
            services=services, views=CatalogViews(catalogs=services.catalogs), hub=hub, metrics=metrics
        )


def running(request: Request) -> Running:
    """The state of the application that a request came to."""
    state: Running = request.app.state.running
    return state


RunningDep = Annotated[Running, Depends(running)]
