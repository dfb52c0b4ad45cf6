/** One person's phone: what the lock screen gives away, the chat with Between, and a line to write on. */
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { attempt, icon, iconButton, make } from "./dom.js";
import { rich } from "./rich.js";
import * as server from "./server.js";

const NEAR_THE_END = 56;
const TINTS = 5;
const ON_LOCK_SCREEN = 3;
const ANSWER_MS = 5000;
const LANGUAGES = { de: "Deutsch", en: "English" };

export class Phone {
  /** `hand(link, name)` opens an invitation on another phone. */
  constructor(phone, hand) {
    this.name = phone.name;
    this.app = phone.app;
    this.shown = new Map();
    this.stuck = true;
    this.composer = new Composer((action, body) => this.act(action, body), () => this.lastOwn(), phone.app);
    this.acts = {
      tap: (id, data) => this.act("taps", { message_id: id, data }),
      type: (text) => this.act("types", { text }),
      open: (link) => this.act("opens", { link }),
      edit: (id, text) => this.composer.edit(id, text),
      hand,
      quote: (id, text) => this.composer.quote(id, text),
      react: (id, emoji) => this.act("reacts", { message_id: id, emoji }),
      remove: (id) => this.act("deletes", { message_id: id }),
    };
    this.build(phone);
  }

  /** Does something as this person, and looks at what comes of it. */
  act(action, body) {
    this.stuck = true;
    return server.person(this, action, body);
  }

  build({ name, language, app }) {
    const signal = app === "signal";
    this.lockTime = make("p", { class: "lock-time" });
    this.lockList = make("ol", { class: "notices" });
    this.title = make("span", { class: "title" });
    this.block = iconButton("block", "Block Between", null, { class: "icon-button block", "aria-pressed": "false" });
    const toggle = () => this.act("block", { blocked: !this.blocked });
    this.block.addEventListener("click", () => attempt(this.block, toggle));
    this.log = make("div",
      { class: "log", role: "log", tabindex: "0", lang: language, "aria-label": `Chat of ${name}` });
    this.log.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("load", () => this.stuck && this.toTheEnd(), { capture: true });
    this.newer = make("button", { type: "button", class: "newer", hidden: true, onclick: () => this.toTheEnd() },
      icon("down"), "New messages");
    this.answers = make("div", { class: "answers", role: "status" });
    const called = signal ? `${name}’s Signal phone` : `${name}’s phone`;
    this.node = make("section", { class: signal ? "phone signal" : "phone", "aria-label": called, "data-phone": name },
      make("section", { class: "lock-screen", "aria-label": "Lock screen" }, this.lockTime, this.lockList),
      make("header", { class: "head" },
        make("span", { class: `avatar tint-${tint(name)}`, "aria-hidden": "true" }, [...name][0].toUpperCase()),
        make("div", { class: "who" }, make("h2", {}, name), this.title),
        signal && make("span", { class: "app" }, "Signal"),
        make("abbr", { class: "language", title: LANGUAGES[language] ?? language }, language), this.block),
      make("div", { class: "chat" }, this.log, this.newer, this.answers),
      this.composer.node);
    new ResizeObserver(() => this.stuck && this.toTheEnd()).observe(this.log);
  }

  /** Takes the phone's new state; `others` are the names that an invitation can be handed to. */
  update(phone, clock, others) {
    this.blocked = phone.blocked;
    this.messages = phone.messages;
    this.node.classList.toggle("blocked", phone.blocked);
    this.block.setAttribute("aria-pressed", String(phone.blocked));
    this.title.textContent = phone.title === phone.name ? "" : (phone.title ?? "");
    this.lockTime.textContent = /\S+$/.exec(clock.local ?? "")?.[0] ?? "";
    this.showNotices(phone.notifications ?? []);
    this.showAnswers(phone.toasts ?? []);
    this.composer.update(phone);
    this.showMessages(phone, others);
  }

  showNotices(notices) {
    const look = JSON.stringify(notices.slice(-ON_LOCK_SCREEN)) + notices.length;
    if (look === this.noticed) return;
    const arrived = this.noticed !== undefined && notices.length > this.noticeCount;
    this.noticed = look;
    this.noticeCount = notices.length;
    const newest = notices.slice(-ON_LOCK_SCREEN).reverse();
    this.lockList.replaceChildren(...newest.map(({ text, time }, age) => make("li",
      { class: arrived && age === 0 ? "notice arrives" : "notice" },
      make("span", { class: "notice-app" }, this.app === "signal" ? "Signal · Between" : "Between"), make("time", {}, time), make("p", {}, text))));
    if (!newest.length) this.lockList.append(make("li", { class: "notice none" }, make("p", {}, "No notifications")));
  }

  /** The words with which the bot answered a press, shown for a moment over the chat. */
  showAnswers(toasts) {
    const fresh = this.answered === undefined ? [] : toasts.slice(this.answered).filter(Boolean);
    this.answered = toasts.length;
    for (const sentence of fresh) {
      const note = make("p", {}, sentence);
      this.answers.append(note);
      setTimeout(() => note.remove(), ANSWER_MS);
    }
  }

  showMessages({ messages, started }, others) {
    const before = this.shown.size;
    const wanted = new Map();
    let day = null;
    for (const message of messages) {
      const date = `day ${message.day}`;
      if (message.day !== day) wanted.set(date, this.kept(date, message.day, separator));
      day = message.day;
      wanted.set(message.id, this.kept(message.id, JSON.stringify([message, others]),
        () => bubble(message, this.acts, others, this.app)));
    }
    if (!messages.length) {
      wanted.set("empty", this.kept("empty", String(started), () => emptiness(started, this.app)));
    }
    this.shown = wanted;
    this.arrange([...wanted.values()].map(({ node }) => node));
    if (this.stuck) this.toTheEnd();
    else if (wanted.size > before) this.newer.hidden = false;
  }

  kept(key, look, build) {
    const old = this.shown.get(key);
    return old?.look === look ? old : { look, node: build(look) };
  }

  /** Places the nodes in order, touching only what changed, and keeps the keyboard's place in a replaced bubble. */
  arrange(nodes) {
    const focused = this.log.contains(document.activeElement) && document.activeElement !== this.log
      ? placeOf(document.activeElement) : null;
    const staying = new Set(nodes);
    [...this.log.children].filter((node) => !staying.has(node)).forEach((node) => node.remove());
    nodes.forEach((node, index) => {
      if (this.log.children[index] !== node) this.log.insertBefore(node, this.log.children[index] ?? null);
    });
    if (focused && !this.log.contains(document.activeElement)) {
      const again = this.log.querySelector(`[data-id="${focused.id}"]`)?.querySelectorAll("button, a");
      (again?.[Math.min(focused.index, again.length - 1)] ?? this.log).focus({ preventScroll: true });
    }
  }

  scrolled() {
    this.stuck = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
    if (this.stuck) this.newer.hidden = true;
  }

  toTheEnd() {
    this.stuck = true;
    this.newer.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  lastOwn() {
    const own = this.messages.findLast((message) => !message.from_bot && message.html && message.editable !== false);
    return own ? { id: own.id, text: rich(own.html).textContent } : null;
  }
}

function placeOf(element) {
  const message = element.closest(".message");
  return message && { id: message.dataset.id, index: [...message.querySelectorAll("button, a")].indexOf(element) };
}

function separator(day) {
  return make("div", { class: "day" }, make("span", {}, day));
}

function emptiness(started, app) {
  const first = app === "signal" ? "Write to Between, for example the code from your therapist."
    : "Start opens the chat with Between.";
  const sentence = started ? "Nothing here yet." : first;
  return make("div", { class: "empty" }, make("p", {}, sentence));
}

function tint(name) {
  return [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % TINTS;
}
