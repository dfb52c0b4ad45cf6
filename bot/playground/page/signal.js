/** What a Signal phone has besides: no keys, but a small menu at each message to react, quote, edit and delete. */
import { attempt, iconButton, make } from "./dom.js";

const EMOJIS = ["👍", "👎", "❤️"];
const HELD_MS = 450;

/** Timers and telephones that a person may set or lose; `act(action, body)` does it. */
export function signalDeeds(act, timer) {
  const vanish = timer
    ? { label: "Disappearing messages: off", sign: "close", act: () => act("timer", { seconds: 0 }) }
    : { label: "Disappearing messages: 1 week", sign: "moon", act: () => act("timer", { seconds: 604800 }) };
  return [vanish, { label: "New telephone: new safety number", sign: "lock", act: () => act("reinstalls", {}) }];
}

/**
 * The key beside a bubble and what it opens below, as {key, deeds, node}: holding the bubble or a right click does
 * the same. `acts`: `react(id, emoji)`, `quote(id, text)`, `edit(id, text)`, `remove(id)`.
 */
export function messageMenu(message, text, acts) {
  const deeds = make("div", { class: "deeds", role: "group", "aria-label": "With this message", hidden: true });
  const key = iconButton("more", "React, quote …", () => toggle(), { class: "icon-button more", "aria-expanded": "false" });

  function toggle(open = deeds.hidden) {
    deeds.hidden = !open;
    key.setAttribute("aria-expanded", String(open));
    if (open) deeds.scrollIntoView({ block: "nearest" });
  }

  const deed = (label, act, attributes = {}) => make("button",
    { type: "button", ...attributes, onclick: () => attempt(deeds, async () => { await act(); toggle(false); }) }, label);
  const emojis = EMOJIS.map((emoji) => {
    const given = message.reacted === emoji;
    return deed(emoji, () => acts.react(message.id, given ? "" : emoji), { "aria-pressed": String(given) });
  });
  deeds.append(make("div", { class: "emojis" }, ...emojis), deed("Quote", () => acts.quote(message.id, text)));
  if (message.editable) deeds.append(deed("Edit", () => acts.edit(message.id, text)));
  if (!message.from_bot) deeds.append(deed("Delete for everyone", () => acts.remove(message.id)));
  return { key, deeds, toggle };
}

/** Opens a message's menu by holding its bubble, or by a right click. */
export function holding(bubble, toggle) {
  let timer = null;
  const release = () => clearTimeout(timer);
  bubble.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    toggle(true);
  });
  bubble.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse") timer = setTimeout(() => toggle(true), HELD_MS);
  });
  ["pointerup", "pointercancel", "pointermove"].forEach((name) => bubble.addEventListener(name, release));
}

/** The emojis that hang below a bubble. */
export function reactions(message) {
  if (!message.reactions?.length) return null;
  return make("div", { class: "reactions", "aria-label": "Reactions" },
    ...message.reactions.map((emoji) => make("span", {}, emoji)));
}

/** The message that is answered, at the top of the bubble. */
export function quoted(message) {
  return message.quote ? make("p", { class: "quoted" }, message.quote) : null;
}
