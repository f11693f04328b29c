// What was said: bubbles, the answer that is being written, and what it rests on.

import { cardList } from "./cards.js";
import { el } from "./dom.js";
import { text } from "./strings.js";

export function shopperBubble(said) {
  return el(
    "article",
    { cls: "turn shopper" },
    el("span", { cls: "hidden", text: text.you }),
    el("div", { cls: "bubble", text: said, attrs: { dir: "auto" } }),
  );
}

export function agentBubble(said, by) {
  return el(
    "article",
    { cls: "turn assistant" },
    el("div", { cls: "bubble", text: `${by}: ${said}`, attrs: { dir: "auto" } }),
  );
}

// One answer, from the first dot to the receipt.
export class Answer {
  constructor() {
    this.prose = el("div", { cls: "bubble prose", attrs: { dir: "auto", hidden: "" } });
    this.cards = el("div", { cls: "items" });
    this.dots = el("div", { cls: "bubble dots", attrs: { "aria-hidden": "true" } }, el("i"), el("i"), el("i"));
    this.after = el("div", { cls: "after" });
    this.node = el("article", { cls: "turn assistant" }, this.cards, this.prose, this.dots, this.after);
    this.itemCount = 0;
  }

  showItems(items) {
    this.itemCount = items.length;
    this.cards.replaceChildren(...(items.length ? [cardList(items)] : []));
  }

  setText(reply) {
    this.prose.textContent = reply;
    this.prose.hidden = !reply;
    this.dots.hidden = Boolean(reply);
  }

  addText(delta) {
    this.setText(this.prose.textContent + delta);
  }

  finish(turn, chips) {
    this.node.lang = turn.language;
    this.showItems(turn.items);
    this.setText(turn.reply);
    this.dots.hidden = true;
    this.after.replaceChildren(...(chips ? [chips] : []), receipt(turn));
  }

  fail(message) {
    this.dots.hidden = true;
    this.after.replaceChildren(el("p", { cls: "failed", text: message }));
  }

  dropChips() {
    this.after.querySelector(".chips")?.remove();
  }
}

// An offer of `says` when picked: what the shopper may answer with, and how many products that leaves.
export function offered({ text: shown, says, count }) {
  return { shown: count === null ? shown : `${shown} (${count})`, says };
}

export function chips(offers, onPick) {
  const buttons = offers.map(({ shown, says }) =>
    el("button", { cls: "chip", text: shown, attrs: { type: "button", dir: "auto" }, on: { click: () => onPick(says) } }),
  );
  return el("div", { cls: "chips" }, ...buttons);
}

function receipt(turn) {
  const { receipt: rests } = turn;
  const lines = [text.source[rests.reply_source] ?? rests.reply_source, text.version(rests.catalog_version), ...rests.model_calls.map(text.call)];
  const seconds = turn.timings_ms.total === null ? null : text.took((turn.timings_ms.total / 1000).toFixed(1));
  const summary = [rests.claims.length ? text.checked(rests.claims.length) : text.howMade, seconds].filter(Boolean).join(" · ");
  return el(
    "details",
    { cls: "receipt" },
    el("summary", { text: summary }),
    el("ul", {}, ...lines.map((line) => el("li", { text: line })), ...rests.claims.map((claim) => el("li", { cls: "claim", text: `✓ ${claim.text}` }))),
  );
}
