# ruff: noqa: E501 - a pattern reads better whole
"""What shoppers asked and agents answered, from past conversations. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, pairwise

from assistant.claims.sentences import split_sentences
from assistant.faq.personal import Known, introduced, may_be_personal
from assistant.faq.types import (
    MAX_ANSWER_CHARS,
    MAX_QUESTION_CHARS,
    Line,
    Occurrence,
    PastConversation,
    Speaker,
    Unfit,
)
from assistant.phrasing.display import plain
from retrieval.asked import is_question, points_at_something, read_question
from retrieval.instructing import addresses_assistant
from retrieval.text import detect_language

_OWN_MATTER = re.compile(
    r"(?i)\bmy (?:\w+ ){0,2}(?:orders?|parcels?|packages?|refunds?|deliver(?:y|ies)|shipments?|accounts?|cards?|payments?|invoices?|tracking|purchases?|address|password|money)\b|\bwhere(?:'s| is| are) (?:my|the)\b"
    r"|\bi(?:'ve| have)? (?:just |already )?(?:ordered|bought|purchased|received|paid|got|placed)\b|\byour (?:order|parcel|package|refund|delivery|account|tracking|shipment) (?:is|was|has|will|number|should|arrives?)\b"
    r"|我的(?:订单|包裹|快递|退款|账号|账户|地址|密码|钱|单)|我(?:昨天|前天|上周|刚刚?|已经)?(?:买了|下了?单|付了|收到了|退了|申请了)|您的(?:订单|包裹|快递|退款|账号|账户)"
)
_NO_ANSWER = re.compile(
    r"(?i)\b(?:i'll|i will|let me|i can see|i see that|i've|i have (?:just|now|already)?\s*\w+ed|one moment|hold on|please wait|bear with me|checking|i'm (?:checking|looking|not sure|afraid i don't know)|i don't know|no idea|i am not sure)\b"
    r"|\b(?:today|tomorrow|right now|at the moment|currently|this (?:week|weekend|month))\b|稍等|我(?:帮|给|为)您|我(?:查|看)一下|已(?:经)?(?:为|帮|给)您|不清楚|不确定|不知道|今天|明天|目前|现在|本周|这周"
)
_COURTESY = re.compile(
    r"(?i)^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day|question)|thanks?(?: you)?(?: (?:so|very) much)?(?: for .{0,60})?|you(?:'re| are) (?:very )?welcome|no problem|my pleasure|great question|sure(?: thing)?|of course|certainly|happy to help|i hope (?:this|that) helps|hope (?:this|that) helps|have a .{0,30}|welcome to .{0,30}|please let (?:us|me) know .{0,60}|let (?:us|me) know .{0,60}|is there anything else.*|anything else.*|can i help .{0,40}|there|dear customer|sorry (?:to hear that|about that|for the (?:wait|trouble|inconvenience)))(?: there| again| all)?\W*$"
    r"|^\W*(?:(?:亲|您好|你好|在的|好的|嗯嗯?|不客气|感谢(?:您的)?(?:咨询|支持|惠顾)?|谢谢(?:您)?|很高兴为您服务|请问还有(?:其他|别的|什么).*|还有(?:其他|别的).*|祝您.*|欢迎光临.*|抱歉|不好意思|亲亲|哦|没问题|当然|没关系)[呢哦哈呀啦\W]*)+$"
)
_LEADING = re.compile(
    r"(?i)^\s*(?:(?:hi|hello|hey)(?: there| again)?|good (?:morning|afternoon|evening)|thanks?(?: you)? for (?:asking|reaching out|your (?:question|message))|sure(?: thing)?|of course|great question|亲亲?|您好|你好|好的|嗯嗯?)\s*[,，!！.。~～:：]+\s*"
)
_JOINER = re.compile(
    r"(?i)^\s*(?:(?:hi|hello|hey)(?: there)?|so|and|also|ok(?:ay)?|well|btw|by the way|quick question|one more (?:thing|question))\b\s*[,，!！:：.。~～\-–]*\s*|^\s*(?:(?:我)?(?:想)?(?:请)?问(?:一)?下|请问|您好|你好|亲|那|在吗)\s*[,，!！:：.。~～\-–]*\s*"
)
_CHINESE_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What may be known of a shop's own words, to tell them from people's names."""

    known: Known
    ordinary: Callable[[str], bool]


def occurrences(conversation: PastConversation, reading: Reading) -> Iterator[Occurrence | Unfit]:
    """Each question of a shopper's that an agent answered next, or why it makes no pair, in order.

    Of what the shopper said since the agent last spoke, the last question counts; of the agent's words, what
    is left without greetings and questions back.
    """
    names = {*(name for line in conversation.lines for name in introduced(line.text))}
    names |= {word for agent in conversation.agents for word in agent.split()}
    runs = [(speaker, list(lines)) for speaker, lines in groupby(conversation.lines, key=lambda x: x.speaker)]
    for (speaker, asked), (_, told) in pairwise(runs):
        if speaker is not Speaker.SHOPPER:
            continue
        question, answer = _question(asked), _answer(told)
        if question:
            unfit = _unfit(question, answer, names, reading)
            yield unfit or _occurrence(question, answer, conversation)


def _occurrence(question: str, answer: str, conversation: PastConversation) -> Occurrence:
    told = "\0".join((conversation.key, question, answer))
    return Occurrence(
        digest=sha256(told.encode("utf-8", "surrogatepass")).hexdigest(),
        question=plain(question, MAX_QUESTION_CHARS),
        answer=plain(answer, MAX_ANSWER_CHARS),
        language=detect_language(question),
        stored_id=conversation.stored_id,
    )


def _question(lines: Sequence[Line]) -> str:
    """The last sentence that asks, without a greeting before it; "" where none does."""
    for line in reversed(lines):
        for sentence in reversed(_sentences(line.text)):
            if is_question(sentence):
                return _without_joiners(sentence)
    return ""


def _answer(lines: Sequence[Line]) -> str:
    """What is told, without courtesies and without questions at its end; "" where nothing is left."""
    told = [s for line in lines for s in _sentences(line.text) if not _COURTESY.match(s)]
    while told and told[-1].rstrip().endswith(("?", "？")):
        told.pop()
    if not told:
        return ""
    gap = "" if detect_language(told[0]) == "zh" else " "
    return _LEADING.sub("", gap.join(told)).strip()


def _unfit(question: str, answer: str, names: set[str], reading: Reading) -> Unfit | None:
    """Why the two make no pair, None where they do; personal data is looked for first."""
    for text in (question, answer):
        if may_be_personal(text, known=reading.known, ordinary=reading.ordinary, names=names):
            return Unfit.PERSONAL
    if addresses_assistant(f"{question}\n{answer}"):
        return Unfit.INSTRUCTING
    if _OWN_MATTER.search(question) or _OWN_MATTER.search(answer):
        return Unfit.OWN_MATTER
    if points_at_something(question) or not read_question(question).words:
        return Unfit.POINTING
    no_answer = (
        not answer or _NO_ANSWER.search(answer) or detect_language(answer) != detect_language(question)
    )
    if no_answer:
        return Unfit.NO_ANSWER
    too_long = len(question) > MAX_QUESTION_CHARS or len(answer) > MAX_ANSWER_CHARS
    return Unfit.TOO_LONG if too_long else None


def _without_joiners(sentence: str) -> str:
    """The sentence without "hi", "so", 请问 and the like before it."""
    rest = sentence.strip()
    while (shorter := _JOINER.sub("", rest, count=1)) != rest and is_question(shorter):
        rest = shorter
    return rest[:1].upper() + rest[1:]


def _sentences(text: str) -> list[str]:
    flat = " ".join(text.split())
    if detect_language(flat) == "zh":
        return [match.group().strip() for match in _CHINESE_SENTENCE.finditer(flat) if match.group().strip()]
    return [sentence.strip() for sentence in split_sentences(flat) if sentence.strip()]
