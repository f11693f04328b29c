# ruff: noqa: E501 - a pattern reads better whole
"""Text of catalogs and rules that speaks to the assistant instead of to shoppers: data that is never quoted."""

from __future__ import annotations

import re

_ADDRESSES_ASSISTANT = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|rule|prompt|guideline)s?\b|\b(?:system|developer) (?:prompt|message)\b|<\|?/?(?:im_start|im_end|system)\b"
    r"|\byou are (?:now|an? (?:ai|assistant|chatbot))\b|\b(?:the )?(?:assistant|chatbot|ai|model) (?:must|should|shall|has to|will)\b|\btell the (?:shopper|customer|user)\b"
    r"|^\s*(?:system|assistant)\s*[:：]|(?:忽略|无视|忘记).{0,12}(?:指令|规则|提示)|系统(?:提示|指令)|你现在是|(?:助手|机器人|模型)(?:必须|应该|要)|告诉(?:顾客|客户|用户)",
    re.IGNORECASE,
)


def addresses_assistant(text: str) -> bool:
    """Whether a text gives orders to the assistant, in English or Chinese."""
    return _ADDRESSES_ASSISTANT.search(text) is not None
