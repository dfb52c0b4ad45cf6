/** What the page asks of the stand-in server; every answer is JSON. */

/** The server did not do what was asked; the message is a sentence for the person at the page. */
export class Refused extends Error {}

function sentenceOf(text, status) {
  try {
    const body = JSON.parse(text);
    return body.error ?? body.detail ?? body.description ?? text;
  } catch {
    return text || `The playground answered ${status}.`;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("The playground does not answer. Is it still running?");
  }
  const text = await response.text();
  if (!response.ok) throw new Refused(sentenceOf(text, response.status));
  return text ? JSON.parse(text) : null;
}

function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export const state = () => ask("/api/state");
export const wait = (version) => ask(`/api/wait?version=${version}`);
export const clock = (order) => post("/api/clock", order);
export const addPhone = (name, language, app) => post("/api/phones", { name, language, app });

const DOORS = { telegram: "phones", signal: "signal" };

/**
 * What the person `name` does on the phone of an app: types, edits, opens, location, photo, block;
 * on Telegram also taps, starts; on Signal also reacts, deletes, timer, reinstalls.
 */
export const person = ({ app, name }, action, body = {}) => (
  post(`/api/${DOORS[app]}/${encodeURIComponent(name)}/${action}`, body));
