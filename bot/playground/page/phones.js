/** The playground's page: phones side by side and a clock, kept up to date by long polling. */
import { clockBar } from "./clock.js";
import { make, toast } from "./dom.js";
import { dateExample, guide } from "./guide.js";
import { Phone } from "./phone.js";
import * as server from "./server.js";

const RETRY_MS = 1500;
const TICK_MS = 1000;

const phones = new Map();
const tabs = new Map();
const read = new Map();
const place = document.getElementById("phones");
const showClock = clockBar(document.getElementById("clock"));
let version = -1;
let current = null;
let awaited = null;

/** Brings a phone to the front: on a narrow screen only one is seen at a time. Phones are known by their ids. */
function show(id, { scroll = true } = {}) {
  current = id;
  for (const [other, phone] of phones) {
    phone.node.classList.toggle("current", other === id);
    if (other === id) tabs.get(other).setAttribute("aria-current", "true");
    else tabs.get(other).removeAttribute("aria-current");
  }
  markRead();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "auto" : "smooth";
  if (scroll) phones.get(id).node.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
}

async function hand(link, { id }) {
  await phones.get(id).act("opens", { link });
  show(id);
  if (phones.get(id).app === "signal") phones.get(id).composer.input.focus();
}

function add(phone) {
  const view = new Phone(phone, hand);
  const tab = make("button", { type: "button", onclick: () => show(phone.id) },
    phone.app === "signal" ? `${phone.name} · Signal` : phone.name, make("span", { class: "badge", hidden: true }));
  phones.set(phone.id, view);
  tabs.set(phone.id, tab);
  place.append(view.node);
  document.getElementById("tabs").append(tab);
  if (current === null || phone.id === awaited) show(phone.id, { scroll: current !== null });
}

function remove(id) {
  phones.get(id).node.remove();
  tabs.get(id).remove();
  phones.delete(id);
  tabs.delete(id);
  if (current === id) current = null;
}

const isTherapist = ({ title }) => /^therapist/i.test(title ?? "");

/** Draws a state, unless a newer one is already drawn. */
function draw(state) {
  if (state.version < version) return;
  version = state.version;
  showClock(state.clock);
  dateExample(state.clock);
  document.body.dataset.signal = state.signal ? "there" : "absent";
  const ids = new Set(state.phones.map(({ id }) => id));
  [...phones.keys()].filter((id) => !ids.has(id)).forEach(remove);
  for (const phone of state.phones) {
    if (!phones.has(phone.id)) add(phone);
    const others = state.phones.filter((other) => other.id !== phone.id && !isTherapist(other));
    phones.get(phone.id).update(phone, state.clock, others.map(({ id, name, app }) => ({ id, name, app })));
  }
  document.body.dataset.clock = state.clock.running ? "running" : "standing";
  markRead();
}

/** The tab of a phone that is not in front counts what the bot wrote since it was. */
function markRead() {
  for (const [id, phone] of phones) {
    const fromBot = (phone.messages ?? []).filter((message) => message.from_bot).length;
    if (id === current || !read.has(id)) read.set(id, fromBot);
    const unread = fromBot - read.get(id);
    const badge = tabs.get(id).querySelector(".badge");
    badge.hidden = unread <= 0;
    badge.textContent = unread > 0 ? String(unread) : "";
  }
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Follows the server for ever; after a silence it begins anew, since a restarted server counts from the start. */
async function follow() {
  let silent = false;
  for (;;) {
    try {
      if (silent || version < 0) version = -1;
      draw(version < 0 ? await server.state() : await server.wait(version));
      silent = false;
    } catch (error) {
      if (!silent) toast(error.message);
      silent = true;
      await pause(RETRY_MS);
    }
    document.body.classList.toggle("silent", silent);
  }
}

/** While the clock runs, its face moves although nothing else happens. */
async function tick() {
  for (;;) {
    await pause(TICK_MS);
    if (document.body.dataset.clock === "running" && !document.hidden) {
      await server.state().then(draw, () => undefined);
    }
  }
}

guide((id) => {
  awaited = id;
  if (phones.has(id)) show(id);
});
follow();
tick();
