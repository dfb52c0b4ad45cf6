/** The foot of a phone: START, or a line to write on with the bot's commands and things to attach. */
import { attempt, icon, iconButton, make } from "./dom.js";
import { popup } from "./popup.js";
import { signalDeeds } from "./signal.js";

const CITIES = [
  ["Berlin", 52.52, 13.405], ["London", 51.507, -0.128], ["New York", 40.713, -74.006],
  ["Kolkata", 22.573, 88.364], ["Tokyo", 35.69, 139.692],
];
const TALLEST = 120;

/** `act(action, body)` does something on the phone; `lastOwn()` is the newest own text as {id, text}, or null. */
export class Composer {
  constructor(act, lastOwn, app) {
    this.act = act;
    this.lastOwn = lastOwn;
    this.app = app;
    this.editing = null;
    this.quoting = null;
    this.build();
    this.node = make("div", { class: "foot" });
  }

  build() {
    this.input = make("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", maxlength: "4096",
      enterkeyhint: "send", oninput: () => this.changed(), onkeydown: (event) => this.pressed(event) });
    this.about = make("span", {});
    this.strip = make("div", { class: "editing", hidden: true },
      icon("pen"), this.about, iconButton("close", "Stop editing", () => this.stopEditing()));
    const commandKey = iconButton("menu", "Commands of this chat", null);
    const attachKey = iconButton("attach", "Attach", null);
    this.commandMenu = popup(commandKey, () => this.offered(""));
    this.attachMenu = popup(attachKey, () => this.attachable());
    this.form = make("form", { class: "composer", onsubmit: (event) => this.submitted(event) },
      this.strip, this.commandMenu.list, this.attachMenu.list, this.app !== "signal" && commandKey, attachKey, this.input,
      iconButton("send", "Send", null, { type: "submit", class: "icon-button send" }));
  }

  /** Shows what fits the phone now: START before the first contact, "unblock" while blocked, else the line. */
  update(phone) {
    const mode = phone.blocked ? "blocked" : phone.started || this.app === "signal" ? "open" : "new";
    this.timer = phone.timer;
    this.commands = phone.commands ?? [];
    this.startLink = phone.start_link;
    if (mode === this.mode) return;
    const focused = this.node.contains(document.activeElement);
    this.mode = mode;
    const faces = { blocked: () => this.big("Unblock", () => ["block", { blocked: false }]),
      new: () => this.big("Start", () => this.starting()), open: () => this.form };
    const face = faces[mode]();
    this.node.replaceChildren(face);
    if (focused) (mode === "open" ? this.input : face).focus({ preventScroll: true });
  }

  starting() {
    return this.startLink ? ["opens", { link: this.startLink }] : ["starts", { payload: "" }];
  }

  big(label, order) {
    const key = make("button", { type: "button", class: "big" }, label);
    key.addEventListener("click", () => attempt(key, () => this.act(...order())));
    return key;
  }

  /** Writes over an own message that was sent before. */
  edit(id, text) {
    this.editing = id;
    this.quoting = null;
    this.tell("Editing your message");
    this.put(text);
    this.input.focus();
  }

  /** Answers a message by quoting it. */
  quote(id, text) {
    if (this.editing !== null) this.stopEditing();
    this.quoting = id;
    this.tell(`Quoting: ${text.split("\n", 1)[0]}`);
    this.input.focus();
  }

  tell(sentence) {
    this.about.textContent = sentence;
    this.strip.hidden = false;
  }

  stopEditing() {
    this.editing = null;
    this.quoting = null;
    this.strip.hidden = true;
    this.put("");
    this.input.focus();
  }

  put(text) {
    this.input.value = text;
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST)}px`;
  }

  /** While a command is being typed, those that fit are shown and the cursor stays in the line. */
  changed() {
    this.grow();
    const typed = this.editing === null && /^\/(\w*)$/.exec(this.input.value);
    const fitting = typed ? this.offered(typed[1]) : [];
    this.commandMenu.fill(fitting);
    this.commandMenu[fitting.length ? "show" : "close"]();
  }

  offered(start) {
    return this.commands.filter(({ command }) => command.startsWith(start)).map(({ command, description }) => (
      { label: `/${command}`, hint: description, act: () => this.sendCommand(command) }));
  }

  attachable() {
    const place = ([city, lat, lon]) => (
      { label: `Location: ${city}`, sign: "pin", act: () => this.send("location", { lat, lon }) });
    const more = this.app === "signal" ? signalDeeds((action, body) => this.send(action, body), this.timer) : [];
    const files = [
      { label: "Photo", sign: "photo", act: () => this.send("photo", {}) },
      { label: "Voice message", sign: "voice", act: () => this.send("voice", {}) },
    ];
    return [...files, ...more, ...CITIES.map(place)];
  }

  sendCommand(command) {
    this.put("");
    this.send("types", { text: `/${command}` });
    this.input.focus();
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") {
      this.commandMenu.close();
      if (this.editing !== null || this.quoting !== null) this.stopEditing();
    } else if (event.key === "ArrowUp" && this.commandMenu.isOpen()) {
      event.preventDefault();
      this.commandMenu.enter();
    } else if (event.key === "ArrowUp" && !this.input.value && this.lastOwn()) {
      event.preventDefault();
      const { id, text } = this.lastOwn();
      this.edit(id, text);
    }
  }

  async submitted(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.commandMenu.close();
    const edits = { message_id: this.editing, text };
    const types = this.quoting === null ? { text } : { text, quote: this.quoting };
    const order = this.editing === null ? ["types", types] : ["edits", edits];
    if (!(await this.send(...order))) return;
    if (this.editing !== null || this.quoting !== null) this.stopEditing();
    else if (this.input.value.trim() === text) this.put("");
  }

  send(action, body) {
    return attempt(this.form, () => this.act(action, body));
  }
}
