/** The clock bar: the date and time of the practice, and what moves them. */
import { attempt, icon, make } from "./dom.js";
import * as server from "./server.js";

const ORDERS = {
  hour: { sign: "plus", label: "1 hour", order: () => ({ forward_seconds: 3600 }) },
  event: { sign: "next", label: "Next event", order: () => ({ to: "next_event" }), due: "next_event" },
  eve: { sign: "moon", label: "Evening before", order: () => ({ to: "session_eve" }), due: "next_session_eve" },
};

/** Builds the bar into `place`; the answer takes each new state of the clock. */
export function clockBar(place) {
  const face = make("p", { class: "face" });
  const run = timeButton("run");
  const keys = Object.fromEntries(Object.entries(ORDERS).map(([key]) => [key, timeButton(key)]));
  const row = make("div", { class: "orders", role: "group", "aria-label": "Move the clock" },
    run, ...Object.values(keys));
  let running = false;
  run.addEventListener("click", () => attempt(row, () => server.clock({ run: !running })));
  for (const [key, button] of Object.entries(keys)) {
    button.addEventListener("click", () => {
      if (!button.disabled) attempt(row, () => server.clock(ORDERS[key].order()));
    });
    dress(button, ORDERS[key].sign, ORDERS[key].label, null);
  }
  place.append(face, row);
  return (clock) => {
    running = Boolean(clock.running);
    showFace(face, clock, running);
    dress(run, running ? "pause" : "play", running ? "Stop" : "Run on", null);
    for (const [key, { sign, label, due }] of Object.entries(ORDERS)) {
      if (!due) continue;
      keys[key].disabled = !clock[due];
      dress(keys[key], sign, label, clock[due] ? moment(clock[due], clock) : "none yet");
    }
  };
}

function timeButton(key) {
  return make("button", { type: "button", class: "order", "data-order": key });
}

function dress(button, sign, label, when) {
  const look = `${sign} ${label} ${when}`;
  if (button.dataset.look === look) return;
  button.dataset.look = look;
  button.replaceChildren(icon(sign), make("span", { class: "order-words" },
    make("span", { class: "order-label" }, label), when && make("span", { class: "order-when" }, when)));
}

function showFace(face, clock, running) {
  const [, day, time] = /^(.*)\s(\S+)$/.exec(clock.local ?? "") ?? [null, "", moment(clock.now, clock)];
  face.classList.toggle("running", running);
  face.replaceChildren(
    make("time", { class: "face-time", datetime: clock.now }, time),
    make("span", { class: "face-day" }, day, make("span", { class: "face-zone" }, clock.zone ?? "")));
}

/** A moment on the practice's wall clock, as short as it can be told. */
export function moment(iso, { now, zone }) {
  const timeZone = zone ?? "UTC";
  const told = (value, options) => new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(new Date(value));
  const day = { weekday: "short", day: "numeric", month: "short" };
  const time = told(iso, { hour: "2-digit", minute: "2-digit" });
  return told(iso, day) === told(now, day) ? `today ${time}` : `${told(iso, day).replace(",", "")} ${time}`;
}
