/** A small list that opens above its key: arrows walk it, Escape or a press elsewhere closes it. */
import { icon, make } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Ties a list to `key`; `offered` answers what a press shows, as {label, hint?, sign?, act}.
 * The caller places `list`.
 */
export function popup(key, offered) {
  const list = make("div",
    { class: "popup", role: "menu", "aria-label": key.getAttribute("aria-label"), hidden: true });
  const items = () => [...list.querySelectorAll("button")];
  const outside = (event) => {
    if (!list.contains(event.target) && !key.contains(event.target)) close();
  };

  function show() {
    list.hidden = false;
    key.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
  }

  function close() {
    list.hidden = true;
    key.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  }

  function enter() {
    items().at(-1)?.focus();
  }

  function fill(entries) {
    list.replaceChildren(...entries.map(({ label, hint, sign, act }) => make("button",
      { type: "button", role: "menuitem", tabindex: "-1", onclick: () => { close(); key.focus(); act(); } },
      sign && icon(sign),
      make("span", { class: "popup-label" }, label),
      hint && make("span", { class: "popup-hint" }, hint))));
  }

  key.setAttribute("aria-haspopup", "menu");
  key.setAttribute("aria-expanded", "false");
  key.addEventListener("click", () => {
    if (!list.hidden) return close();
    fill(offered());
    show();
    return items()[0]?.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      key.focus();
    } else if (event.key in STEPS) {
      event.preventDefault();
      const all = items();
      all.at((all.indexOf(document.activeElement) + STEPS[event.key]) % all.length).focus();
    }
  });
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.contains(event.relatedTarget) && event.relatedTarget !== key) close();
  });
  return { list, show, close, enter, fill, isOpen: () => !list.hidden };
}
