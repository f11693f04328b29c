// The websocket: hello, resume after a lost connection, and messages that are sent exactly once.

const VERSION = 1;
const GONE = 4506;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15000;

export class Connection {
  constructor({ shop, conversation, onFrame, onState }) {
    this.shop = shop;
    this.conversation = conversation;
    this.onFrame = onFrame;
    this.onState = onState;
    this.epoch = null;
    this.head = 0;
    this.unanswered = new Map();
    this.retryMs = FIRST_RETRY_MS;
    this.timer = null;
    this.socket = null;
    this.ready = false;
  }

  open() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/${encodeURIComponent(this.shop)}`);
    this.socket = socket;
    this.ready = false;
    socket.addEventListener("open", () => {
      const resume = this.epoch === null ? {} : { resume: { epoch: this.epoch, after: this.head } };
      this.#send("hello", resume);
    });
    socket.addEventListener("message", (event) => {
      if (socket === this.socket) this.#receive(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.#closed(event.code);
    });
  }

  // Begin anew: another conversation, nothing of this one is kept.
  restart() {
    this.conversation = null;
    this.epoch = null;
    this.head = 0;
    this.unanswered.clear();
    const old = this.socket;
    this.socket = null;
    old?.close(1000);
    this.open();
  }

  say(text) {
    const cid = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.unanswered.set(cid, text);
    if (this.ready) this.#send("msg.send", { cid, text });
    return cid;
  }

  stop() {
    if (this.ready) this.#send("run.stop", {});
  }

  settle(cid) {
    this.unanswered.delete(cid);
  }

  #receive(frame) {
    if (frame.t === "welcome") {
      this.conversation = frame.conv;
      this.epoch = frame.d.epoch;
      this.retryMs = FIRST_RETRY_MS;
    }
    if (frame.seq !== null) this.head = Math.max(this.head, frame.seq);
    this.onFrame(frame);
    if (frame.t === "replay.end") {
      this.ready = true;
      this.onState("open");
      for (const [cid, text] of this.unanswered) this.#send("msg.send", { cid, text });
    }
  }

  #closed(code) {
    this.ready = false;
    if (code === GONE) {
      this.conversation = null;
      this.epoch = null;
      this.head = 0;
      this.onState("gone");
      this.open();
      return;
    }
    this.onState(code >= 4500 ? "ended" : "lost");
    if (code >= 4500) return;
    this.timer = setTimeout(() => this.open(), this.retryMs * (0.75 + Math.random() / 2));
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  #send(kind, data) {
    this.socket.send(JSON.stringify({ v: VERSION, t: kind, conv: this.conversation, d: data }));
  }
}
