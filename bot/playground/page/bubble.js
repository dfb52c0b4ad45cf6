/** One message as a bubble, with everything that can be done to it. */
import { attempt, icon, iconButton, make, toast } from "./dom.js";
import { appOf, rich, startLinks } from "./rich.js";
import { holding, messageMenu, quoted, reactions } from "./signal.js";

const COLOURS = new Set(["primary", "success", "danger"]);

/**
 * A node for `message`.
 *
 * `acts`: what the phone does: `tap(id, data)`, `type(text)`, `open(link)`, `hand(link, phone)`, `edit(id, text)`,
 * and on Signal `react`, `quote`, `remove`. `others`: the phones to which an invitation can be handed, {id, name, app}.
 */
export function bubble(message, acts, others, app) {
  if (message.notice) return make("p", { class: "notice-line", "data-id": message.id }, rich(message.html));
  const shown = rich(message.html ?? "", message.from_bot ? acts.type : null);
  const links = message.from_bot ? startLinks(shown) : [];
  const body = make("div", { class: "bubble" },
    quoted(message),
    message.photo && picture(message),
    message.document && paper(message.document),
    shown.hasChildNodes() && shown,
    meta(message));
  const keyboard = inlineKeyboard(message, acts, others);
  const hand = others.length ? handover(unique([...links, ...keyboard.links]), acts, others) : null;
  if (hand) links.forEach((link) => leadsTo(shown, link, () => hand.querySelector("button").focus()));
  else links.forEach((link) => leadsTo(shown, link, () => acts.open(link)));
  const menu = app === "signal" && !message.deleted ? messageMenu(message, shown.textContent, acts) : null;
  if (menu) holding(body, menu.toggle);
  const side = menu ? menu.key : app !== "signal" && !message.from_bot && pen(message, shown, acts);
  const whose = message.from_bot ? "message bot" : "message own";
  return make("div", { class: message.deleted ? `${whose} deleted` : whose, "data-id": message.id },
    make("span", { class: "unseen" }, message.from_bot ? "Between:" : "You:"),
    make("div", { class: "line" }, body, side),
    reactions(message), menu?.deeds, keyboard.block, hand);
}

function unique(values) {
  return [...new Set(values)];
}

function picture({ photo, from_bot: fromBot }) {
  const alt = fromBot ? "Picture from Between, for example a QR code" : "Your photo";
  const enlarge = () => {
    const sheet = document.getElementById("picture");
    const image = sheet.querySelector("img");
    image.src = photo;
    image.alt = alt;
    sheet.showModal();
  };
  return make("button", { type: "button", class: "photo", "aria-label": `Enlarge: ${alt}`, onclick: enlarge },
    make("img", { src: photo, alt }));
}

function paper({ name, url }) {
  return make("a", { class: "document", href: url, download: name }, icon("file"), make("span", {}, name));
}

function meta(message) {
  return make("span", { class: "meta" },
    message.protected && lock(),
    message.vanishes && make("span", { role: "img", "aria-label": "Vanishes after a while" }, "⏱"),
    message.edited && make("span", {}, "edited"),
    make("time", {}, message.time),
    message.read && make("span", { role: "img", "aria-label": "Read" }, "✓✓"));
}

function lock() {
  const sentence = "Protected: cannot be forwarded or saved";
  return make("span", { class: "lock", role: "img", "aria-label": sentence, title: sentence }, icon("lock"));
}

function pen(message, shown, acts) {
  const edit = () => acts.edit(message.id, shown.textContent);
  return shown.hasChildNodes() && iconButton("pen", "Edit this message", edit, { class: "icon-button pen" });
}

function leadsTo(shown, link, act) {
  for (const anchor of shown.querySelectorAll("a")) {
    if (anchor.getAttribute("href") !== link) continue;
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      act();
    });
  }
}

function inlineKeyboard(message, acts, others) {
  const links = [];
  if (!message.buttons?.length) return { block: null, links };
  const block = make("div", { class: "keyboard", role: "group", "aria-label": "Answers" });
  const key = (button) => {
    const invites = button.url && appOf(button.url);
    if (button.url && !invites) {
      return make("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text);
    }
    if (invites) links.push(button.url);
    const act = invites ? () => acts.open(button.url)
      : button.copies ? () => copied(button.copies) : () => acts.tap(message.id, button.data);
    const colour = COLOURS.has(button.style) ? ` ${button.style}` : "";
    return make("button", { type: "button", class: `key${colour}`, onclick: () => attempt(block, act) }, button.text);
  };
  block.append(...message.buttons.map((row) => make("div", { class: "keys" }, ...row.map(key))));
  return { block, links: others.length ? links : [] };
}

async function copied(text) {
  await navigator.clipboard.writeText(text);
  toast("Copied.");
}

/** The moment in the room: the therapist shows the QR picture, the patient's phone opens the link. */
function handover(links, acts, others) {
  const block = make("div", { class: "handover" });
  for (const link of links) {
    for (const phone of others.filter(({ app }) => app === appOf(link))) {
      const which = phone.app === "signal" ? "Signal phone" : "phone";
      block.append(make("button",
        { type: "button", class: "hand", onclick: () => attempt(block, () => acts.hand(link, phone)) },
        `Open on ${phone.name}’s ${which}`));
    }
  }
  return block.hasChildNodes() ? block : null;
}
