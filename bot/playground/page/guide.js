/** What surrounds the phones: the panel "How to play" and the sheet that adds a phone. */
import { attempt } from "./dom.js";
import * as server from "./server.js";

const WIDE = "(min-width: 1180px)";
const NARROW = "(max-width: 719px)";
const WEEK_MS = 7 * 24 * 3600 * 1000;

function panel() {
  const aside = document.getElementById("guide");
  const toggle = document.getElementById("guide-toggle");
  const open = (wanted) => {
    aside.hidden = !wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
  };
  toggle.addEventListener("click", () => open(aside.hidden));
  document.getElementById("tabs").addEventListener("click", () => matchMedia(NARROW).matches && open(false));
  open(matchMedia(WIDE).matches);
}

/** The example of an appointment lies a week ahead of the practice's clock, wherever that stands at first. */
export function dateExample({ now, zone }) {
  const example = document.getElementById("example-day");
  if (example.dataset.from) return;
  example.dataset.from = now;
  const weekAhead = new Date(Date.parse(now) + WEEK_MS);
  example.textContent = new Intl.DateTimeFormat("en-CA", { timeZone: zone ?? "UTC" }).format(weekAhead);
}

function newPhone(added) {
  const sheet = document.getElementById("new-phone");
  const form = sheet.querySelector("form");
  const problem = form.querySelector("[role=alert]");
  const tell = (sentence) => {
    problem.textContent = sentence;
  };
  document.getElementById("add-phone").addEventListener("click", () => {
    form.reset();
    tell("");
    sheet.showModal();
    form.elements.name.focus();
  });
  sheet.querySelector("[data-close]").addEventListener("click", () => sheet.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    if (!name) return;
    const app = form.elements.app.value;
    if (await attempt(form, () => server.addPhone(name, form.elements.language.value, app), tell)) {
      sheet.close();
      added(`${app}/${name}`);
    }
  });
}

/** Wakes panel and sheet; `added(id)` is told of a new phone. */
export function guide(added) {
  panel();
  newPhone(added);
}
