// Saves what is typed into a form about a second after the last key; nothing of it is kept on the device.
import { renewals } from "./renewals.js";
import { patience, savedSoon, toldBy } from "./saves.js";

const form = document.querySelector("form[data-save-url]");
const LEFT_OUT = ["csrfmiddlewaretoken", "base_revision"];
const say = form.dataset;
const status = document.getElementById("save-state");
const ownWindow = crypto.randomUUID ? crypto.randomUUID() : "";

const PAUSE = 1000;
const LONGEST_WAIT = 5000; // also where somebody types on without a pause
const LONGEST_PAUSE = 30000;
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies for requests that outlive the page

let saved = typedNow();
let timer = 0;
let running = null;
let turn = 0;
let waits = 0;
let failures = 0;
let leaving = false;
let pressed; // the button whose press waits for the save

// What is typed, as text: the fields by name, as the form would send them.
function typedNow() {
  const fields = [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.includes(name) && typeof value === "string");
  return JSON.stringify(Object.fromEntries(fields));
}

const unsaved = () => typedNow() !== saved;
const isUnsent = () => status.dataset.state === "unsaved";
const isBroken = () => [...form.elements].some((field) => field.value?.isWellFormed?.() === false);

function show(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

function message() {
  turn += 1;
  const base_revision = Number(form.elements.base_revision.value);
  return JSON.stringify({ ...JSON.parse(typedNow()), base_revision, window: ownWindow, turn });
}

function post(body, keepalive) {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json",
    "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
  };
  const signal = keepalive ? null : patience();
  return fetch(say.saveUrl, { method: "POST", keepalive, redirect: "manual", headers, body, signal });
}

async function send() {
  if (isBroken()) return refused(document.body.dataset.halfLetter);
  const typed = typedNow();
  const since = renewals();
  show(say.saving, "saving");
  let answer, told;
  try {
    answer = await post(message(), false);
    told = await toldBy(answer);
  } catch {
    return again();
  }
  if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") return since === renewals() ? signInAgain() : send();
  if (answer.status === 404) return refused(say.gone);
  if (answer.status === 413) return refused(document.body.dataset.tooLarge);
  if (answer.status === 422) return refused(told.sentence);
  if (!answer.ok) return again(told.sentence);
  accepted(typed, told);
  return true;
}

function accepted(typed, answer) {
  failures = 0;
  saved = typed;
  form.elements.base_revision.value = answer.revision;
  if (!say.saveUrl.includes(answer.draft)) goOnAt(answer.draft);
  show(say.saved.replace("{time}", answer.clock), "saved");
}

// What another window made stale goes on as a draft of its own, at its own address.
function goOnAt(draft) {
  say.saveUrl = say.saveUrl.replace(/[0-9a-f-]{36}/, draft);
  form.action = say.saveUrl.replace(/save\/$/, "");
  history.replaceState(null, "", form.action);
  document.getElementById("apart").hidden = false;
}

function refused(sentence) {
  show(sentence, "refused");
  return false;
}

function again(sentence) {
  failures += 1;
  show([sentence || say.offline, say.waits].join(" "), "unsaved");
  schedule(Math.min(PAUSE * 2 ** failures, LONGEST_PAUSE));
  return false;
}

async function signInAgain() {
  show(say.ended, "unsaved");
  await new Promise((renewed) => {
    addEventListener("session-renewed", renewed, { once: true });
    dispatchEvent(new Event("session-over"));
  });
  return send();
}

// One save at a time, so that none overtakes another.
async function save() {
  clearTimeout(timer);
  waits = 0;
  while (running) await running;
  if (!unsaved()) return true;
  running = send();
  try {
    return await running;
  } finally {
    running = null;
    if (unsaved() && status.dataset.state === "saved") schedule(PAUSE);
  }
}

async function lastSave() {
  while (running) await running;
  clearTimeout(timer);
}

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

form.addEventListener("input", () => {
  if (status.dataset.state !== "unsaved") show(say.typing, "typing");
  waits ||= Date.now();
  if (failures === 0) schedule(Math.max(0, Math.min(PAUSE, waits + LONGEST_WAIT - Date.now())));
});

async function leave(button) {
  const isWaiting = pressed !== undefined;
  pressed = button;
  if (isWaiting) return;
  let last;
  try {
    // A save that comes in after a draft was thrown away would bring its words back as another.
    if (button?.name === "throw") await lastSave();
    else if (!(await savedSoon(save, typedNow, isUnsent))) return pressAgain();
  } finally {
    last = pressed;
    pressed = undefined;
  }
  // With nothing to save, this is still inside the first submit event, in which browsers ignore another.
  await new Promise((resolve) => setTimeout(resolve));
  leaving = true;
  form.requestSubmit(last);
}

function pressAgain() {
  if (isUnsent()) show([status.textContent, say.pressAgain].join(" "), "unsaved");
}

form.addEventListener("submit", (event) => {
  if (leaving) return;
  event.preventDefault();
  leave(event.submitter);
});

addEventListener("online", () => unsaved() && save());
addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});
addEventListener("pagehide", () => {
  if (leaving || !unsaved()) return;
  const body = message();
  if (body.length < KEEPALIVE_LIMIT) post(body, true).catch(() => {});
});
addEventListener("pageshow", (event) => {
  leaving = false;
  if (event.persisted) location.reload();
});
