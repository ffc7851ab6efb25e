// A form leaves its page only once the record answers and the session stands, so that what is typed is never lost on the
// way: without signal a sentence stands above it, and after the end of a session it is sent when the same person is back.
import { renewals } from "../page/renewals.js";
import { say } from "../page/sendable.js";
import { over, stands } from "./watch.js";

const PATIENCE = 10000; // milliseconds, as where signal is too weak for anything
const { here, notSent } = document.querySelector("#renew form").dataset;
const asked = new WeakSet();
const free = new WeakSet();

// The editors save what is typed themselves; who signs out wants no session, who renews one has none.
const LEFT_OUT = "form[data-save-url], #note, #renew form, form[action='/sign-out/']";

// A page that is gone back to comes anew, with what was typed put back in by the browser but with other tokens: its place in
// the history keeps those that it first had, so that the same form sent again is known for the same.
const tokens = [...document.querySelectorAll("input[name=once]")];
if (tokens.length) {
  const kept = history.state?.once ?? tokens.map((field) => field.value);
  tokens.forEach((field, place) => (field.value = kept[place] ?? field.value));
  history.replaceState({ ...history.state, once: kept }, "");
}

async function ask() {
  const since = renewals();
  const headers = { Accept: "application/json" };
  const answer = await fetch(here, { credentials: "same-origin", headers, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status === 401) return since === renewals() ? over((await answer.json()).csrf) : ask();
  if (answer.status === 502 || answer.status === 504) throw new Error("a gateway, for a server that is not there");
  return !answer.ok || stands(await answer.json()); // of anything else that is wrong, the answer to the form tells
}

async function mayLeave() {
  const isRenewed = new Promise((done) => addEventListener("session-renewed", () => done(true), { once: true }));
  return (await ask()) || isRenewed;
}

async function leave(form, button) {
  asked.add(form);
  try {
    await mayLeave();
    form.querySelector(":scope > .not-sent")?.remove();
    free.add(form);
    form.requestSubmit(button);
  } catch {
    say(form, notSent);
  } finally {
    asked.delete(form);
    free.delete(form);
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || form.matches(LEFT_OUT) || free.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!asked.has(form)) leave(form, event.submitter);
  },
  true,
);
