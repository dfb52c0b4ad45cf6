/** Small helpers over the DOM. Everything shown is built as nodes, never as strings of HTML. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  attach: "M20 11.5 12 19.5a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 4.8 4.8l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M6 6l12 12",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  lock: "M6.5 11h11v9h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  menu: "M5 7h14M5 12h14M5 17h14",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  moon: "M19.5 14A8 8 0 0 1 10 4.5a8 8 0 1 0 9.5 9.5",
  next: "M6 6l8 6-8 6zM18 6v12",
  pause: "M9 6v12M15 6v12",
  pen: "M5 19l1-4L16 5l3 3L9 18z",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 10h.01",
  pin: "M12 21c4-5 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6 6 11zM12 8v4M10 10h4",
  play: "M8 5.5l10 6.5-10 6.5z",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4.5l-4.5 15-4-6zM11.5 13.5 20 4.5",
  voice: "M9 5.5a3 3 0 0 1 6 0V12a3 3 0 0 1-6 0zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
};

/** A new element; `on…` attributes are listeners, `true`/`false` set or leave out a bare attribute. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A line drawing of 24 × 24; it carries no meaning of its own for a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and is named by `label`. */
export function iconButton(name, label, onclick, attributes = {}) {
  const usual = { type: "button", class: "icon-button", "aria-label": label, title: label };
  if (onclick) usual.onclick = onclick;
  return make("button", { ...usual, ...attributes }, icon(name));
}

/** One calm sentence at the foot of the page, gone after a while. */
export function toast(sentence) {
  const note = make("p", { class: "toast" }, sentence);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

/**
 * Run `action` once: while it is under way `control` is busy and further attempts do nothing.
 * `aria-disabled`, not `disabled`: a control that is pressed from the keyboard keeps its focus.
 * Resolves to whether it went well; of a failure `tell` is given the sentence.
 */
export async function attempt(control, action, tell = toast) {
  if (control.getAttribute("aria-busy") === "true") return false;
  const buttons = control.matches("button") ? [control] : [...control.querySelectorAll("button")];
  control.setAttribute("aria-busy", "true");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  try {
    await action();
    return true;
  } catch (error) {
    tell(error.message);
    return false;
  } finally {
    control.removeAttribute("aria-busy");
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }
}
