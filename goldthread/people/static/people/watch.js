// Hides the page once nobody has been at work for the idle limit in any window, or once the server says that the session
// is over. Whoever opened the page takes it up again in place, by passkey or password, and what was typed stays.
// The other scripts know two events on the window: they send `session-over` and hear `session-renewed`.
import { countRenewal, renewals } from "../page/renewals.js";
import { getAssertion, isAvailable, post } from "./webauthn.js";

const TELL_EVERY = 60000; // the server counts idleness to half a minute, and hears of work each minute
const AGAIN = 30000;

const dialog = document.getElementById("renew");
const form = dialog.querySelector("form");
const state = dialog.querySelector("[role=alert]");
const passkey = document.getElementById("renew-passkey");
const { login, password, code, csrfmiddlewaretoken } = form.elements;
const windows = new BroadcastChannel("session");
const title = document.title;
const idle = Number(form.dataset.idle) * 1000;

let ends = Date.now() + Number(form.dataset.ends) * 1000;
let active = Date.now(); // the last sign of somebody at work, in any window
let heard = Date.now(); // when the server last heard of it
let shared = 0;
let why = ""; // why the page is hidden: "idle", "over", or not at all
let checking = 0;
let telling = 0;

const say = (kind, more) => windows.postMessage({ kind, login: login.value, ...more });
const isIdle = () => Date.now() - active >= idle;

function atWork() {
  if (why) return;
  if (isIdle()) return lock("idle"); // the first key after a long sleep is nobody's proof of being who they were
  active = Date.now();
  if (active - shared > 1000) {
    shared = active;
    say("active", { at: active });
  }
  telling ||= setTimeout(tell, Math.max(0, heard + TELL_EVERY - active));
}

// Tells the server that somebody is at work, and hears whether the session still stands.
async function tell() {
  telling = 0;
  const since = renewals();
  try {
    const answer = await fetch(form.dataset.here, { credentials: "same-origin", headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.status === 401) return since === renewals() ? over(told.csrf) : check();
    if (!answer.ok) return later(AGAIN);
    if (stands(told)) check();
  } catch {
    later(AGAIN); // without a connection nobody could sign in again: who is at work goes on writing
  }
}

// Whether the session that answered is still this person's; it may have been begun anew, with a new token.
export function stands({ ends: seconds, csrf, login: whose }) {
  if (whose !== login.value) return void lock("over");
  ends = Date.now() + seconds * 1000;
  heard = Date.now();
  keep(csrf);
  return true;
}

function check() {
  if (why) return;
  if (isIdle()) return lock("idle");
  if (Date.now() >= ends) return tell();
  later(Math.min(active + idle, ends) - Date.now());
}

function later(pause) {
  clearTimeout(checking);
  checking = setTimeout(check, Math.max(pause, 100));
}

// Where every cookie is gone, the token that signs in again comes with the answer that says so.
export function over(token) {
  if (token) keep(token);
  say("over");
  lock("over");
}

function lock(reason) {
  if (why) return void (why = reason === "over" ? reason : why);
  why = reason;
  document.documentElement.classList.add("locked");
  document.title = dialog.querySelector("h2").textContent;
  state.textContent = "";
  dialog.showModal();
  offerPasskey();
}

function unlock(token) {
  if (token) {
    countRenewal();
    keep(token);
  }
  if (!why) return;
  why = "";
  active = heard = Date.now();
  document.documentElement.classList.remove("locked");
  document.title = title;
  dialog.close();
  form.reset();
  code.closest(".field").hidden = true;
  later(idle);
  dispatchEvent(new Event("session-renewed"));
}

// A renewed session has a new token: every form of the page, and htmx, must send it.
function keep(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  if (document.body.hasAttribute("hx-headers")) document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

function answered({ ok, told }) {
  if (ok) {
    ends = Date.now() + told.ends * 1000;
    say("renewed", { token: told.csrf });
    return unlock(told.csrf);
  }
  state.textContent = told.sentence;
  if (!told.needs_code) return;
  code.closest(".field").hidden = false;
  code.focus();
}

async function passkeyOptions() {
  return (await post(form.dataset.options, csrfmiddlewaretoken.value)).told.options;
}

// Shown where the browser can and the server knows of one; without a connection it waits for the next time.
async function offerPasskey() {
  if (isAvailable()) passkey.hidden = !(await passkeyOptions().catch(() => null));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = { login: login.value, password: password.value, code: code.value };
  try {
    answered(await post(form.action, csrfmiddlewaretoken.value, body));
  } catch {
    state.textContent = form.dataset.offline;
  }
});

passkey.addEventListener("click", async () => {
  state.textContent = "";
  try {
    const answer = await getAssertion(await passkeyOptions());
    answered(await post(form.dataset.passkey, csrfmiddlewaretoken.value, { login: login.value, answer }));
  } catch {
    state.textContent = form.dataset.unavailable;
  }
});

windows.addEventListener("message", ({ data }) => {
  if (data.login !== login.value) return lock("over"); // somebody else signed in at this browser
  if (data.kind === "over") return lock("over");
  if (data.kind === "renewed") return unlock(data.token);
  active = Math.max(active, data.at);
  if (why === "idle" && !isIdle()) unlock();
});

dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => why && dialog.showModal()); // browsers let a second Escape through
document.querySelector("form[action='/sign-out/']").addEventListener("submit", () => say("over"));
for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, atWork, { capture: true, passive: true });
for (const back of ["focus", "pageshow", "online"]) addEventListener(back, check);
document.addEventListener("visibilitychange", check);
// A list or a picker that hears of the end leaves the page, and what is typed on it, where it is.
addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status !== 401) return;
  event.preventDefault();
  tell();
});
addEventListener("session-over", () => over());

say("active", { at: active });
check();
