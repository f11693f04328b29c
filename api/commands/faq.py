"""`shopwright faq`: pairs mined from past conversations, and what agents decide about them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, ShopOption, messages, new_home, open_home

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.faq.deciding import Desk
    from assistant.faq.types import MiningReport, Pair, PastConversation
    from retrieval.policies import PolicyLine

app = typer.Typer(help="Answers to shoppers' questions, approved by an agent.", no_args_is_help=True)
PairArgument = Annotated[str, typer.Argument(metavar="ID", help="As `faq list` shows it.")]
AgentOption = Annotated[str, typer.Option("--agent", metavar="NAME", help="Who decides; it is audited.")]
QuestionOption = Annotated[str | None, typer.Option("--question", help="Another wording of the question.")]
AnswerOption = Annotated[str | None, typer.Option("--answer", help="Another wording of the answer.")]
_SHOWN_BAD = 20


@app.command()
def mine(
    context: typer.Context,
    shop: ShopOption,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Exported conversations, JSON Lines (see assistant/README.md)."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Find candidates in stored conversations and in these files; none is quoted until approved."""

    async def run() -> MiningReport:
        async with new_home(context, home) as opened:
            return await _mine(opened, shop, files or ())

    report = asyncio.run(run())
    typer.echo(f"{report.conversations} conversations, {report.answered} answered questions")
    typer.echo(f"{report.new} new candidates, {report.joined} joined to pairs on file, {report.known} known")
    for reason, count in report.dropped.items():
        typer.echo(f"left out: {count} ({reason})")


@app.command("list")
def list_pairs(
    context: typer.Context,
    shop: ShopOption,
    status: Annotated[
        str | None, typer.Option("--status", help="candidate, approved or rejected; all by default.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Every pair, the most frequent first: id, status, how often asked, language, question."""
    with open_home(context, home) as opened:
        for pair in _pairs(opened, shop, status):
            typer.echo(
                f"{pair.pair_id}  {pair.status.value:9}  {pair.count:4}  {pair.language}  {pair.question}"
            )


@app.command()
def show(context: typer.Context, pair_id: PairArgument, shop: ShopOption, home: HomeOption = None) -> None:
    """A pair with its wordings, the policy lines that answer it already, and its audit."""
    with open_home(context, home) as opened:
        pair = opened.pairs.pair(shop, pair_id)
        asked = opened.pairs.occurrences(shop, pair_id)
        audit = opened.pairs.decisions(shop, pair_id)
        lines = _policy_lines(opened, pair)
    typer.echo(f"{pair.pair_id}  {pair.status.value}  asked {pair.count} times  {pair.language}")
    typer.echo(f"question: {pair.question}\nanswer:   {pair.answer}")
    for each in asked:
        if (each.question, each.answer) != (pair.question, pair.answer):
            typer.echo(f"also:     {each.question} – {each.answer}")
    for line in lines:
        typer.echo(f"policy:   {line.file}:{line.line} {line.text} (quoted before the pair)")
    for decision in audit:
        typer.echo(f"{decision.at:%Y-%m-%d %H:%M:%S}  {decision.action} by {decision.agent}")


@app.command()
def approve(
    context: typer.Context,
    pair_id: PairArgument,
    shop: ShopOption,
    agent: AgentOption,
    question: QuestionOption = None,
    answer: AnswerOption = None,
    home: HomeOption = None,
) -> None:
    """Let the assistant quote a pair, with other wordings where they are given."""
    with _desk(context, home, shop, agent) as desk:
        _tell(desk.approve(pair_id, question=question, answer=answer))


@app.command()
def reject(
    context: typer.Context,
    pair_id: PairArgument,
    shop: ShopOption,
    agent: AgentOption,
    home: HomeOption = None,
) -> None:
    """Never quote a pair; it does not come back as a candidate."""
    with _desk(context, home, shop, agent) as desk:
        _tell(desk.reject(pair_id))


@app.command()
def edit(
    context: typer.Context,
    pair_id: PairArgument,
    shop: ShopOption,
    agent: AgentOption,
    question: QuestionOption = None,
    answer: AnswerOption = None,
    home: HomeOption = None,
) -> None:
    """Change the wording of a pair; an approved one stays approved, by this agent."""
    with _desk(context, home, shop, agent) as desk:
        _tell(desk.edit(pair_id, question=question, answer=answer))


@app.command()
def delete(
    context: typer.Context,
    pair_id: PairArgument,
    shop: ShopOption,
    agent: AgentOption,
    home: HomeOption = None,
) -> None:
    """Erase a pair and every wording of it; mining may find it anew, which rejecting prevents."""
    with _desk(context, home, shop, agent) as desk:
        typer.echo(f"erased {pair_id}" if desk.delete(pair_id) else f"{pair_id} is not there", err=True)


@app.command()
def export(
    context: typer.Context,
    shop: ShopOption,
    status: Annotated[str, typer.Option("--status", help="candidate, approved or rejected.")] = "approved",
    home: HomeOption = None,
) -> None:
    """Pairs as JSON Lines on standard output."""
    with open_home(context, home) as opened:
        for pair in _pairs(opened, shop, status):
            typer.echo(json.dumps(_exported(pair), ensure_ascii=False))


async def _mine(opened: Home, shop: str, files: Sequence[Path]) -> MiningReport:
    from api.progress import ingest_progress
    from assistant.bootstrap import open_policies_of
    from assistant.faq.mining import ShopWords, stored_conversations
    from assistant.faq.mining import mine as mined

    snapshot = await asyncio.to_thread(opened.catalogs.load, shop)
    found = [*await stored_conversations(opened.conversations, shop), *_exports(files)]
    with ingest_progress(messages()) as bars:
        return await asyncio.to_thread(
            mined,
            found,
            shop=shop,
            store=opened.pairs,
            paraphrases=opened.paraphrases(snapshot.shop, on_pull=bars.pulled),
            words=ShopWords.of(snapshot, open_policies_of(snapshot.shop)),
            on_progress=lambda done, total: bars.ingested("Conversations", done, total),
        )


def _exports(files: Sequence[Path]) -> list[PastConversation]:
    """What the files hold; a line that holds no conversation is reported and passed over."""
    from assistant.faq.exports import BadLine, read_export

    found: list[PastConversation] = []
    for file in files:
        bad = 0
        for each in read_export(file):
            if not isinstance(each, BadLine):
                found.append(each)
                continue
            bad += 1
            if bad <= _SHOWN_BAD:
                typer.echo(
                    f"rejected: {file.name} line {each.line}: expected {each.expected}, got {each.got}",
                    err=True,
                )
        if bad > _SHOWN_BAD:
            typer.echo(f"rejected: {file.name}: {bad - _SHOWN_BAD} lines more", err=True)
    return found


@contextmanager
def _desk(context: typer.Context, home: Path | None, shop: str, agent: str) -> Iterator[Desk]:
    from assistant.faq.deciding import Desk

    with open_home(context, home) as opened:
        opened.catalogs.shop(shop)
        yield Desk(store=opened.pairs, shop=shop, agent=agent.strip())


def _pairs(opened: Home, shop: str, status: str | None) -> Sequence[Pair]:
    from api.errors import CommandError
    from assistant.faq.types import Status

    opened.catalogs.shop(shop)
    allowed = [each.value for each in Status]
    if status is not None and status not in allowed:
        raise CommandError(f"--status: expected one of {allowed}, got {status!r}")
    return opened.pairs.pairs(shop, status=None if status is None else Status(status))


def _policy_lines(opened: Home, pair: Pair) -> Sequence[PolicyLine]:
    from assistant.bootstrap import open_policies_of
    from retrieval.rules import covers

    policies = open_policies_of(opened.catalogs.shop(pair.shop))
    lines = policies.search(pair.question, language=pair.language, limit=1)
    return [line for line in lines if covers(line, pair.question)]


def _exported(pair: Pair) -> dict[str, str | int | None]:
    return {
        "id": pair.pair_id,
        "status": pair.status.value,
        "language": pair.language,
        "question": pair.question,
        "answer": pair.answer,
        "count": pair.count,
        "agent": pair.agent,
        "decided_at": None if pair.decided_at is None else pair.decided_at.isoformat(),
    }


def _tell(pair: Pair) -> None:
    typer.echo(f"{pair.pair_id} is {pair.status.value}: {pair.question} – {pair.answer}", err=True)
