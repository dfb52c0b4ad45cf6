/**
 * Telegram's HTML as nodes. The server has already cleaned it; here it is copied by an allow-list all the same,
 * so that nothing a bot or a person writes can become more than text with a style.
 */
import { make } from "./dom.js";

const STYLES = {
  B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", BR: "br",
};
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;
const COMMAND = /(?<![\p{L}\p{N}/_])\/[a-z][a-z0-9_]*(?![\w/])/giu;
const VERBATIM = new Set(["A", "CODE", "PRE"]);

/** A link that opens a chat with the bot is handed to another phone, not followed; each app has its own. */
const START_LINKS = {
  telegram: /^https?:\/\/t\.me\/\w+\?start=[\w-]+$/i,
  signal: /^https:\/\/signal\.me\/#eu\/[\w-]+$/i,
};

/** The app that a link opens a chat in, or undefined. */
export const appOf = (link) => Object.keys(START_LINKS).find((app) => START_LINKS[app].test(link));

/** A node that shows the HTML of a message; `onCommand` makes "/words" tappable. */
export function rich(html, onCommand = null) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const shown = make("div", { class: "text" });
  copy(template.content, shown, onCommand, false);
  return shown;
}

/** The start links in a shown message, each once. */
export function startLinks(shown) {
  const links = [...shown.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  return [...new Set(links.filter(appOf))];
}

function copy(from, to, onCommand, verbatim) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(...(verbatim || !onCommand ? [node.data] : tappable(node.data, onCommand)));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const styled = styledCopy(node);
      copy(node, styled ?? to, onCommand, verbatim || VERBATIM.has(node.tagName));
      if (styled) to.append(styled);
    }
  }
}

function styledCopy(node) {
  if (node.tagName === "A") {
    const href = node.getAttribute("href") ?? "";
    return SAFE_LINK.test(href) ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }) : null;
  }
  if (node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler")) {
    return unfolding(make("span", { class: "spoiler", "aria-label": "Hidden text" }));
  }
  const tag = STYLES[node.tagName];
  if (!tag) return null;
  const styled = make(tag);
  return tag === "blockquote" && node.hasAttribute("expandable") ? unfolding(styled) : styled;
}

function tappable(text, onCommand) {
  const parts = [];
  let end = 0;
  for (const { 0: command, index } of text.matchAll(COMMAND)) {
    const act = () => onCommand(command);
    parts.push(text.slice(end, index), make("button", { type: "button", class: "command", onclick: act }, command));
    end = index + command.length;
  }
  return [...parts, text.slice(end)];
}

/** Text that opens when it is pressed: a spoiler or a folded quotation. */
function unfolding(node) {
  const open = () => {
    node.classList.add("open");
    ["role", "tabindex", "aria-label", "aria-expanded"].forEach((name) => node.removeAttribute(name));
  };
  node.classList.add("folded");
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-expanded", "false");
  node.addEventListener("click", open);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open();
    }
  });
  return node;
}
