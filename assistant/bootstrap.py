"""A home, opened: the only place that picks implementations and devices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Self

from assistant.conversation import Assistant
from assistant.desks import Desks
from assistant.errors import ModelUnavailableError, SettingsError
from assistant.faq.opening import ApprovedPairs
from assistant.faq.store import PairStore
from assistant.heads.intents import WEIGHTS as HEAD_WEIGHTS
from assistant.heads.intents import IntentHead
from assistant.heads.linear import LinearHead
from assistant.llm.loading import RemoteModel, open_model
from assistant.llm.registry import MODELS, ModelSpec
from assistant.profiles.keeping import Profiles
from assistant.profiles.store import ProfileStore
from assistant.protocols import ChatMessage, LanguageModel
from assistant.settings import NO_MODEL, Settings, WeightsOverride
from assistant.store import SqlConversationStore
from prompts.registry import PromptRegistry
from retrieval.answered_questions import Paraphrases
from retrieval.catalog.ingest import (
    IngestProgress,
    IngestReport,
    SourceReport,
    delete_products,
    dry_run,
    ingest,
    no_progress,
)
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.config import RankingConfig
from retrieval.dense import VectorDatabase, VectorIndex
from retrieval.dense_retriever import DenseRetriever
from retrieval.embedding import (
    EMBEDDERS,
    EmbedderSpec,
    SentenceEmbedder,
    choose_embedder,
    load_embedder,
)
from retrieval.errors import ShopNotFoundError, VectorIndexError
from retrieval.policies import Policies
from retrieval.ranker import Ranker
from retrieval.reranker import CrossEncoderReranker
from retrieval.shop_rules.store import RulesStore
from retrieval.shops import ShopIndex, Shops
from retrieval.types import LANGUAGES
from retrieval.weights import HubSource, LocalSource, PullProgress, WeightsSpec, locate, pull

OnPull = Callable[[PullProgress], None]
INTENT_EMBEDDER = "multilingual-e5-small"
"""The one here that reads both languages."""
OWN_HEAD = Path("heads") / "intents.safetensors"
"""Where, in a home, a head lies that was trained there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRequest:
    """A source and the shop it goes to; what is None (or empty) is left to the shop on file or the source."""

    source: Path
    shop: str
    mapping: Path | None = None
    title: str | None = None
    currency: str | None = None
    languages: tuple[str, ...] = ()
    policies: Path | None = None
    upsert: bool = False


def _unreported(_progress: PullProgress) -> None:
    """Nobody watches this pull."""


class Home:
    """Everything kept under one folder: catalogs, vectors, conversations, prompt caches.

    Use as an asynchronous context manager, or call `aclose`. Weights lie apart, in `settings.models_root`.
    """

    def __init__(self, settings: Settings) -> None:
        settings.home.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.catalogs = CatalogStore(f"sqlite:///{settings.home / 'catalogs.sqlite'}")
        self.desks = Desks(settings)
        self.pairs = PairStore(f"sqlite:///{settings.home / 'faq.sqlite'}")
        self.rules = RulesStore(f"sqlite:///{settings.home / 'rules.sqlite'}")
        self.profiles = Profiles(
            ProfileStore(
                settings.profiles_url or f"sqlite:///{settings.home / 'profiles.sqlite'}",
                retention_days=settings.profile_retention_days,
            ),
            interactions=self.catalogs.interactions,
        )
        self.conversations = SqlConversationStore(
            f"sqlite:///{settings.home / 'conversations.sqlite'}", on_delete=self._forget_conversation
        )
        self.prompts = PromptRegistry.from_folder()
        self.reranker = (
            None
            if settings.reranker is None
            else CrossEncoderReranker(settings.reranker, device=settings.device)
        )
        self._vectors = VectorDatabase(settings.chroma_url or settings.home / "vectors")
        self._embedders: dict[str, SentenceEmbedder] = {}
        self._embedders_lock = Lock()
        self._model: LanguageModel | None = None
        self.shops = Shops(
            catalogs=self.catalogs,
            build_ranker=self._build_ranker,
            interactions=self.catalogs.interactions,
            review_counts=self.catalogs.review_counts,
            rules=self.rules.rules,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Free the model and every database. Idempotent."""
        if self._model is not None:
            await self._model.aclose()
            self._model = None
        await asyncio.to_thread(self._vectors.close)
        await self.conversations.aclose()
        self.desks.close()
        self.pairs.close()
        self.profiles.store.close()
        self.rules.close()
        self.catalogs.close()

    def vector_index(self, shop: ShopSettings, *, on_pull: OnPull = _unreported) -> VectorIndex:
        """Where the vectors of a shop are kept; the embedder's weights are pulled where they are missing."""
        embedder = self.embedder(shop.languages, on_pull=on_pull)
        return VectorIndex(database=self._vectors, shop=shop.name, embedder=embedder)

    def dense(self, snapshot: CatalogSnapshot, *, on_pull: OnPull = _unreported) -> DenseRetriever:
        """What finds a snapshot's products by meaning, through the vectors that ingesting kept."""
        index = self.vector_index(snapshot.shop, on_pull=on_pull)
        return DenseRetriever(snapshot=snapshot, index=index)

    def ingest(self, request: IngestRequest, *, on_progress: IngestProgress, on_pull: OnPull) -> IngestReport:
        """Bring a source into a shop; rejected rows go to `rejects/<shop>.jsonl` in the home.

        What the request leaves open of a new shop's currency and languages, the source decides.
        Raises SourceError, SettingsError, WeightsError.
        """
        settings = self._shop_settings(request)
        return ingest(
            request.source,
            settings=settings,
            store=self.catalogs,
            vectors=self.vector_index(settings, on_pull=on_pull),
            rejects_path=self.settings.home / "rejects" / f"{request.shop}.jsonl",
            mapping=request.mapping,
            upsert=request.upsert,
            on_progress=on_progress,
        )

    def dry_run(self, request: IngestRequest, *, on_progress: IngestProgress) -> SourceReport:
        """What `ingest` would read; nothing is written and nothing is pulled. Raises SourceError."""
        currency = request.currency or "USD"
        settings = ShopSettings(name=request.shop, currency=currency)
        return dry_run(request.source, settings=settings, mapping=request.mapping, on_progress=on_progress)

    def _shop_settings(self, request: IngestRequest) -> ShopSettings:
        """Settings of the shop after the request: its own before those on file before those of the source."""
        try:
            known = self.catalogs.shop(request.shop)
        except ShopNotFoundError:
            known = None
        currency, languages = request.currency, request.languages
        if known is not None:
            currency, languages = currency or known.currency, languages or known.languages
        if currency is None or not languages:
            found = self.dry_run(request, on_progress=no_progress)
            currency = currency or next(iter(found.currencies), "USD")
            languages = languages or _main_languages(found)
        policies = str(request.policies.resolve()) if request.policies else None
        try:
            return ShopSettings(
                name=request.shop,
                title=request.title or (known.title if known else ""),
                currency=currency,
                languages=languages,
                policies_dir=policies or (known.policies_dir if known else None),
            )
        except ValueError as error:
            raise SettingsError(f"shop {request.shop!r}: {error}") from error

    def delete_products(self, shop: str, product_ids: Sequence[str]) -> int:
        """Delete products with their vectors; returns how many there were. Raises ShopNotFoundError."""
        settings = self.catalogs.shop(shop)
        vectors = self.vector_index(settings)
        return delete_products(product_ids, settings=settings, store=self.catalogs, vectors=vectors)

    def delete_shop(self, name: str) -> None:
        """Delete a shop's catalog, vectors, carts and orders. Raises ShopNotFoundError."""
        self.catalogs.delete_shop(name)
        self.desks.forget_shop(name)
        self.pairs.forget_shop(name)
        self.profiles.store.forget_shop(name)
        self.rules.forget_shop(name)
        self._vectors.delete_shop(name)

    async def open_assistant(
        self, *, shop: str | None = None, reduced: bool = False, on_pull: OnPull = _unreported
    ) -> Assistant:
        """The assistant, warm: model and embedders loaded, prompt prefixes on hand, shops indexed.

        With `shop` only that one is indexed now; the others when they are first spoken to. Missing weights
        are pulled. Raises ModelUnavailableError (unless `reduced`), ShopNotFoundError, WeightsError.
        """
        shops = (
            [row.settings for row in self.catalogs.shops()] if shop is None else [self.catalogs.shop(shop)]
        )
        embedders = await asyncio.to_thread(self._embedders_of, shops, on_pull)
        head = await asyncio.to_thread(self.intent_head, on_pull=on_pull)
        model = None if reduced else await asyncio.to_thread(self._open_model, on_pull)
        self._model = model
        assistant = Assistant(
            shops=self.shops,
            open_policies=lambda index: open_policies_of(index.snapshot.shop),
            conversations=self.conversations,
            prompts=self.prompts,
            model=model,
            head=head,
            open_desk=self.desks.open,
            open_pairs=ApprovedPairs(self.pairs, self._paraphrases_of).open,
            profiles=self.profiles,
        )
        async with asyncio.TaskGroup() as warming:
            warming.create_task(asyncio.to_thread(_warm, embedders, assistant, shops))
            if model is not None:
                warming.create_task(model.warm(self._prefixes()))
        return assistant

    def paraphrases(self, shop: ShopSettings, *, on_pull: OnPull = _unreported) -> Paraphrases:
        """What tells whether two questions of a shop ask the same; missing weights are pulled."""
        embedder = self.embedder(shop.languages, on_pull=on_pull)
        return Paraphrases(
            embedder=embedder,
            floor=embedder.spec.paraphrase_cosine,
            translation_margin=embedder.spec.translation_margin,
        )

    def weights(self, spec: WeightsSpec) -> WeightsSpec:
        """Registered weights, from the source that the settings name for them."""
        override = self.settings.weights.get(spec.id)
        return spec if override is None else replace(spec, source=_source(spec.id, override))

    def _paraphrases_of(self, index: ShopIndex) -> Paraphrases:
        return self.paraphrases(index.snapshot.shop)

    def _forget_conversation(self, conversation_id: str) -> None:
        self.desks.forget_conversation(conversation_id)
        self.pairs.forget_conversation(conversation_id)
        self.profiles.store.forget_conversation(conversation_id)

    def _embedders_of(self, shops: Sequence[ShopSettings], on_pull: OnPull) -> Sequence[SentenceEmbedder]:
        languages = {shop.languages for shop in shops}
        wanted = [
            self.intent_embedder(on_pull=on_pull),
            *(self.embedder(each, on_pull=on_pull) for each in languages),
        ]
        return list({embedder.name: embedder for embedder in wanted}.values())

    def intent_embedder(self, *, on_pull: OnPull = _unreported) -> SentenceEmbedder:
        """The embedder that intents are read by, in every language; pulled where its weights are missing."""
        return self._embedder_as(EMBEDDERS[INTENT_EMBEDDER], on_pull)

    def intent_head(self, *, on_pull: OnPull = _unreported) -> IntentHead:
        """The head that was trained in this home, else the one that comes with Shopwright.

        Raises HeadError, WeightsError.
        """
        own = self.settings.home / OWN_HEAD
        head = LinearHead.load(own if own.exists() else HEAD_WEIGHTS)
        return IntentHead(head, self.intent_embedder(on_pull=on_pull))

    def embedder(self, languages: Sequence[str], *, on_pull: OnPull = _unreported) -> SentenceEmbedder:
        """The embedder of catalogs in these languages; pulled where its weights are missing."""
        return self._embedder_as(choose_embedder(languages), on_pull)

    def _embedder_as(self, spec: EmbedderSpec, on_pull: OnPull) -> SentenceEmbedder:
        with self._embedders_lock:
            if spec.name not in self._embedders:
                spec = replace(spec, weights=self.weights(spec.weights))
                self._ensure(spec.weights, on_pull)
                self._embedders[spec.name] = load_embedder(
                    spec, root=self.settings.models_root, device=self.settings.device, deferred=True
                )
            return self._embedders[spec.name]

    def _open_model(self, on_pull: OnPull) -> LanguageModel:
        chosen = self.settings.model
        if chosen == NO_MODEL:
            raise ModelUnavailableError("the model is set to 'none'; use --reduced, or set another model")
        model: ModelSpec | RemoteModel
        if ":" in chosen:
            model = RemoteModel(spec=chosen, base_url=self.settings.model_url)
        elif chosen in MODELS:
            registered = MODELS[chosen]
            model = replace(registered, weights=self.weights(registered.weights))
            self._ensure(model.weights, on_pull)
        else:
            raise SettingsError(
                f"model: expected one of {sorted(MODELS)}, 'none' or 'provider:name', got {chosen!r}"
            )
        return open_model(
            model,
            root=self.settings.models_root,
            cache_dir=self.settings.home / "prompt-cache",
            device=self.settings.device,
            threads=self.settings.threads,
        )

    def _ensure(self, weights: WeightsSpec, on_pull: OnPull) -> None:
        if locate(weights, root=self.settings.models_root) is None:
            pull(weights, root=self.settings.models_root, on_progress=on_pull)

    def _prefixes(self) -> list[list[ChatMessage]]:
        """The fixed part of every prompt that a turn may send."""
        templates = [self.prompts.get(name) for name in self.prompts.names()]
        return [[ChatMessage(role=m.role, content=m.content) for m in t.prefix()] for t in templates]

    def _build_ranker(self, snapshot: CatalogSnapshot) -> Ranker:
        dense = self.dense(snapshot)
        with suppress(VectorIndexError):  # searches go on without vectors and say so themselves
            dense.vectors()
        return Ranker(
            snapshot=snapshot, dense=dense, config=RankingConfig(), now=_utc_now, reranker=self.reranker
        )


def _main_languages(found: SourceReport) -> tuple[str, ...]:
    """Languages of at least a twentieth of the products, the most frequent first."""
    least = found.products / 20
    kept = tuple(name for name, count in found.languages.items() if count >= least and name in LANGUAGES)
    return kept or ("en",)


def _warm(embedders: Sequence[SentenceEmbedder], assistant: Assistant, shops: Sequence[ShopSettings]) -> None:
    """One after the other: accelerate's choice of a device is no thread's own."""
    for embedder in embedders:
        embedder.warm()
    assistant.open_shops([shop.name for shop in shops])


def open_policies_of(shop: ShopSettings) -> Policies:
    """The Markdown rules of a shop's policies folder."""
    folder = shop.policies_dir
    return Policies.from_folder(Path(folder) if folder else None)


def _source(weights_id: str, override: WeightsOverride) -> LocalSource | HubSource:
    if (override.path is None) is (override.repo_id is None):
        raise SettingsError(f"weights.{weights_id}: expected either path or repo_id, got {override!r}")
    if override.path is not None:
        return LocalSource(path=override.path)
    return HubSource(repo_id=str(override.repo_id), revision=override.revision)


def _utc_now() -> datetime:
    return datetime.now(UTC)
