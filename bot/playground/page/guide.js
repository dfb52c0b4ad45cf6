/** What surrounds the phones: the panel "How to play" and the sheet that adds a phone. */
import { attempt } from "./dom.js";
import * as server from "./server.js";

const WIDE = "(min-width: 1180px)";

function panel() {
  const aside = document.getElementById("guide");
  const toggle = document.getElementById("guide-toggle");
  const open = (wanted) => {
    aside.hidden = !wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
  };
  toggle.addEventListener("click", () => open(aside.hidden));
  open(matchMedia(WIDE).matches);
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
    if (await attempt(form, () => server.addPhone(name, form.elements.language.value), tell)) {
      sheet.close();
      added(name);
    }
  });
}

/** Wakes panel and sheet; `added(name)` is told of a new phone. */
export function guide(added) {
  panel();
  newPhone(added);
}
