"""Which conversations are live in this process, and how one comes alive."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from api.channels import Channel
from api.metrics import Metrics
from api.protocol import CloseCode, is_conversation_id
from api.schemas import ItemForm
from api.turns import Replier
from assistant.errors import ConversationNotFoundError
from assistant.protocols import ConversationStore


def new_conversation_id() -> str:
    """256 random bits: whoever knows it may read and continue the conversation."""
    return secrets.token_urlsafe(32)


@dataclass(slots=True, kw_only=True)
class Hub:
    """Channels by conversation id. Each `begin` or `resume` is paired with a `release`.

    A channel that nobody holds and that runs nothing leaves memory; its log stays.
    """

    store: ConversationStore
    assistant: Replier
    item_form: Callable[[str], ItemForm]
    metrics: Metrics
    new_id: Callable[[], str] = new_conversation_id
    _channels: dict[str, Channel] = field(default_factory=dict)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, *, shop: str) -> Channel:
        """A new conversation; its log begins with its first turn."""
        return self._keep(self._channel(self.new_id(), shop=shop))

    async def resume(self, conversation_id: str, *, shop: str | None = None) -> Channel:
        """The live or stored conversation of this shop (None: of whichever shop it has).

        Raises ConversationNotFoundError, also for an id that this API does not give out.
        """
        if not is_conversation_id(conversation_id):
            raise ConversationNotFoundError("expected the id of a conversation, got something else")
        async with self._opening:
            channel = self._channels.get(conversation_id)
            if channel is None:
                known = await self.store.load(conversation_id)
                channel = self._channel(conversation_id, shop=shop or known.shop)
                await channel.open()
            elif shop not in (None, channel.shop):
                raise ConversationNotFoundError("expected a conversation of this shop, got another shop's")
            return self._keep(channel)

    def release(self, channel: Channel) -> None:
        """The caller is done with this channel; idle ones are forgotten."""
        channel.users -= 1
        self._channels = {key: live for key, live in self._channels.items() if not live.idle}

    async def erase(self, conversation_id: str) -> None:
        """Stop and close a conversation, then erase its log. Raises ConversationNotFoundError."""
        channel = await self.resume(conversation_id)
        self._channels.pop(conversation_id, None)
        await channel.aclose(CloseCode.ERASED)
        await self.store.delete(conversation_id)
        self.release(channel)

    async def aclose(self) -> None:
        """Stop every run and close every socket: the server ends, and clients come back later."""
        channels = list(self._channels.values())
        self._channels.clear()
        await asyncio.gather(*(channel.aclose(CloseCode.DRAINING) for channel in channels))

    def _keep(self, channel: Channel) -> Channel:
        channel.users += 1
        self._channels[channel.conversation_id] = channel
        return channel

    def _channel(self, conversation_id: str, *, shop: str) -> Channel:
        return Channel(
            conversation_id=conversation_id,
            shop=shop,
            store=self.store,
            assistant=self.assistant,
            item_form=self.item_form(shop),
            metrics=self.metrics,
        )
