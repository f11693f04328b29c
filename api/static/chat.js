// The chat page: one shop, one conversation, resumed after a reload.

import { Connection } from "./connection.js";
import { el } from "./dom.js";
import { agentBubble, Answer, chips, offered, shopperBubble } from "./messages.js";
import { language, text } from "./strings.js";

const shop = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "");
const KEY = `shopwright:conversation:${shop}`;
const at = (id) => document.getElementById(id);
const log = at("log");
const scroller = at("scroller");
const field = at("say");

class Page {
  constructor(info) {
    this.info = info;
    this.answers = new Map();
    this.bubbles = new Map();
    this.sent = new Map();
    this.running = null;
    this.last = null;
    this.replaying = true;
    this.connection = new Connection({
      shop,
      conversation: recall(),
      onFrame: (frame) => this.receive(frame),
      onState: (state) => this.connected(state),
    });
  }

  start() {
    this.greet();
    this.connection.open();
  }

  greet() {
    const talks = this.info.examples[language] ? language : this.info.languages[0];
    const questions = this.info.examples[talks] ?? [];
    log.replaceChildren(
      el(
        "section",
        { cls: "greeting", attrs: { lang: language } },
        el("h2", { text: this.info.greeting[language] ?? this.info.greeting.en, attrs: { dir: "auto" } }),
        chips(questions.map((question) => ({ shown: question, says: question })), (question) => this.say(question)),
      ),
    );
  }

  restart() {
    forget();
    this.clear();
    this.connection.restart();
    field.focus();
  }

  clear() {
    this.answers.clear();
    this.bubbles.clear();
    this.sent.clear();
    this.setRunning(null);
    this.last = null;
    this.replaying = true;
    this.greet();
  }

  say(said) {
    const words = said.trim();
    if (!words) return;
    const cid = this.connection.say(words);
    this.sent.set(cid, this.place(shopperBubble(words)));
    this.last?.dropChips();
    at("restart").disabled = false;
    scrollDown(true);
  }

  receive(frame) {
    switch (frame.t) {
      case "welcome":
        this.replaying = true;
        banner(frame.d.mode === "reduced" ? text.reduced : null);
        break;
      case "replay.end":
        this.replaying = false;
        scrollDown(true);
        break;
      case "ack":
        remember(frame.conv);
        this.adopt(frame.d.cid, frame.d.msgId);
        break;
      case "msg":
        this.heard(frame.d);
        break;
      case "receipt":
        this.finished(frame.d);
        break;
      case "cards":
        this.answer(frame.d.msgId).showItems(frame.d.items);
        scrollDown();
        break;
      case "agui":
        this.run(frame.d);
        break;
      case "error":
        this.refused(frame.d);
        break;
    }
  }

  run(event) {
    switch (event.type) {
      case "RUN_STARTED": {
        const [message] = event.input?.messages ?? [];
        if (!message) break;
        if (!this.bubbles.has(message.id)) this.heard({ msgId: message.id, text: message.content, cid: null });
        this.setRunning(message.id);
        this.answer(`${message.id}-reply`).setText("");
        scrollDown();
        break;
      }
      case "TEXT_MESSAGE_START":
        this.answer(event.messageId).setText("");
        break;
      case "TEXT_MESSAGE_CONTENT":
        this.answer(event.messageId).addText(event.delta);
        scrollDown();
        break;
      case "RUN_FINISHED":
        if (event.outcome?.type === "cancelled") this.broken(text.stopped);
        this.setRunning(null);
        break;
      case "RUN_ERROR":
        this.broken(event.message);
        this.setRunning(null);
        break;
    }
  }

  // The shopper's or an agent's words, once: as typed here, or as the log has them.
  heard({ msgId, text: said, cid, role, by }) {
    if (role === "agent") {
      if (!this.bubbles.has(msgId)) this.bubbles.set(msgId, this.place(agentBubble(said, by)));
      return;
    }
    if (cid) this.adopt(cid, msgId);
    if (!this.bubbles.has(msgId)) this.bubbles.set(msgId, this.place(shopperBubble(said)));
    at("restart").disabled = false;
  }

  adopt(cid, msgId) {
    const typed = this.sent.get(cid);
    if (typed && !this.bubbles.has(msgId)) this.bubbles.set(msgId, typed);
  }

  answer(msgId) {
    let answer = this.answers.get(msgId);
    if (!answer) {
      answer = new Answer();
      this.answers.set(msgId, answer);
      const asked = this.bubbles.get(msgId.replace(/-reply$/, ""));
      if (asked) asked.after(answer.node);
      else log.append(answer.node);
      this.last?.dropChips();
      this.last = answer;
    }
    return answer;
  }

  finished({ msgId, turn }) {
    const answer = this.answer(msgId);
    const usual = turn.items.length ? [text.more, ...(turn.items.length > 1 ? [text.compare] : [])] : [];
    const offers = [...turn.quick_replies.map(offered), ...usual.map((offer) => ({ shown: offer, says: offer }))];
    answer.finish(turn, answer === this.last && offers.length ? chips(offers, (offer) => this.say(offer)) : null);
    for (const cid of this.connection.unanswered.keys()) {
      if (this.bubbles.get(msgId.replace(/-reply$/, "")) === this.sent.get(cid)) this.connection.settle(cid);
    }
    banner(turn.mode === "reduced" ? text.reduced : null);
    if (!this.replaying) announce([turn.reply, turn.items.length ? text.products(turn.items.length) : ""]);
    scrollDown();
  }

  broken(message) {
    if (!this.running) return;
    this.answer(`${this.running}-reply`).fail(message);
    for (const [cid, bubble] of this.sent) {
      if (bubble === this.bubbles.get(this.running)) this.connection.settle(cid);
    }
    announce([message]);
  }

  refused({ cid, code, message }) {
    if (cid) this.connection.settle(cid);
    const words = code === "too_large" ? text.tooLong(field.maxLength) : message;
    const bubble = cid ? this.sent.get(cid) : null;
    const note = el("p", { cls: "failed", text: words });
    if (bubble) bubble.append(note);
    else log.append(note);
    announce([words]);
  }

  connected(state) {
    if (state === "lost") banner(text.offline);
    if (state === "gone") {
      forget();
      this.clear();
      announce([text.gone]);
    }
    if (state === "ended") banner(text.noShop);
  }

  setRunning(messageId) {
    this.running = messageId;
    const label = messageId ? text.stop : text.send;
    at("send").classList.toggle("stop", Boolean(messageId));
    at("send").title = label;
    at("send-label").textContent = label;
    if (messageId && !this.replaying) announce([text.thinking]);
  }

  submit() {
    if (this.running && !field.value.trim()) {
      this.connection.stop();
      return;
    }
    this.say(field.value);
    field.value = "";
    grow();
  }

  place(node) {
    log.append(node);
    return node;
  }
}

function remember(conversation) {
  try {
    localStorage.setItem(KEY, conversation);
  } catch {
    // Without storage the page works; a reload begins anew.
  }
}

function recall() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was stored.
  }
}

function banner(words) {
  at("banner").hidden = !words;
  at("banner").textContent = words ?? "";
}

function announce(parts) {
  at("announcer").textContent = parts.filter(Boolean).join(" ");
}

// Follow new content until the reader scrolls up; growing content fires no scroll event.
let following = true;
scroller.addEventListener("scroll", () => {
  following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
});

function scrollDown(always = false) {
  following = following || always;
  if (following) requestAnimationFrame(() => scroller.scrollTo({ top: scroller.scrollHeight }));
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function dress(info) {
  document.documentElement.lang = language;
  document.title = info.title;
  at("title").textContent = info.title;
  at("subtitle").textContent = text.subtitle;
  at("restart").textContent = text.restart;
  at("say-label").textContent = text.sayLabel;
  field.placeholder = text.placeholder;
  at("disclosure").textContent = info.disclosure[language] ?? info.disclosure.en;
  at("ranking").textContent = text.ranking;
  at("ranking").href = `/shop/${encodeURIComponent(shop)}/ranking?language=${language}`;
}

async function main() {
  const answer = await fetch(`/api/shops/${encodeURIComponent(shop)}`);
  if (!answer.ok) {
    banner(text.noShop);
    return;
  }
  const info = await answer.json();
  dress(info);
  const page = new Page(info);
  page.setRunning(null);
  at("restart").addEventListener("click", () => page.restart());
  at("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    page.submit();
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    page.submit();
  });
  page.start();
  field.focus();
}

main();
