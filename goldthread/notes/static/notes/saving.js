// Saves the note about a second after the last key and keeps it through lost connections and ended sessions.
// The form hears `note-typed` at each change, and `note-saved` after each save with the server's answer; the window
// hears `note-unsent` where a save did not get through.
import { renewals } from "../page/renewals.js";
import { patience, savedSoon, toldBy } from "../page/saves.js";
import { contentOf } from "./content.js";

export const form = document.getElementById("note");
export const say = form.dataset;
const status = document.getElementById("save-state");
const notices = { beside: document.getElementById("beside"), signed: document.getElementById("signed") };

const PAUSE = 1000;
const LONGEST_WAIT = 5000; // also where somebody types on without a pause
const LONGEST_PAUSE = 30000;
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies for requests that outlive the page

// What this window writes from a stale revision is kept in one place that grows, under this name.
export const ownWindow = crypto.randomUUID ? crypto.randomUUID() : "";

let timer = 0;
let running = null; // the save under way
let saved = JSON.stringify(contentOf(form)); // what the server has
let turn = 0; // how many states of this window were written down, here or on the server
let lastWritten = ""; // the newest of them
let waits = 0; // since when something waits to be saved
let failures = 0;
let leaving = false;
let pressed; // the button whose press waits for the save

function caret() {
  const field = document.activeElement;
  if (!field || !field.name || !form.contains(field)) return null;
  const place = { field: field.name };
  if (field.tagName === "TEXTAREA") Object.assign(place, { start: field.selectionStart, end: field.selectionEnd });
  return place;
}

function show(text, state) {
  if (status.textContent !== text) status.textContent = text;
  status.dataset.state = state;
}

const typedNow = () => JSON.stringify(contentOf(form));
const isUnsent = () => status.dataset.state === "unsaved";
export const unsaved = () => typedNow() !== saved;

// The form as the server takes it: what is typed, from which revision, and which state of this window it is. The same words
// are the same state: what a page sends as it is left, and what lies on the device of it, are told apart by their words alone.
export function message() {
  const content = contentOf(form);
  const written = JSON.stringify(content);
  if (written !== lastWritten) turn += 1;
  lastWritten = written;
  const place = caret();
  if (place) content.caret = place;
  return { base_revision: Number(form.elements.base_revision.value), window: ownWindow, turn, content };
}

function post(text, keepalive) {
  return fetch(say.saveUrl, {
    method: "POST",
    keepalive,
    signal: keepalive ? null : patience(),
    credentials: "same-origin",
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
    },
    body: text,
  });
}

// What a FormData holds has a mark in place of half a character, so it is looked for in the fields themselves.
function holdsHalfLetter() {
  return [...form.elements].some((field) => field.value?.isWellFormed?.() === false);
}

async function send() {
  if (holdsHalfLetter()) return refused(document.body.dataset.halfLetter);
  const typed = typedNow();
  const sent = message();
  const since = renewals();
  show(say.saving, "saving");
  let answer, told;
  try {
    answer = await post(JSON.stringify(sent), false);
    told = await toldBy(answer);
  } catch {
    return again();
  }
  if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") return since === renewals() ? signInAgain() : send();
  if (answer.status === 422) return refused(told.sentence);
  if (answer.status === 413) return refused(document.body.dataset.tooLarge);
  if (!answer.ok) return again(told.sentence);
  accepted(typed, told);
  return true;
}

function accepted(typed, answer) {
  failures = 0;
  saved = typed;
  if (takenOver(answer.taken ?? {})) form.elements.base_revision.value = answer.revision;
  notices.beside.hidden = notices.beside.hidden && (!answer.beside || answer.signed);
  notices.signed.hidden = notices.signed.hidden && !answer.signed;
  if (answer.beside) show(say.kept.replace("{time}", answer.clock), "beside");
  else show(say.saved.replace("{time}", answer.clock), "saved");
  form.dispatchEvent(new CustomEvent("note-saved", { detail: answer }));
}

// Fields that a press or another window filled meanwhile, and that stand in the draft now. Where somebody typed in one of
// them since it was sent, none is taken, and the next save goes on from the old revision: both are kept, and that is said.
function takenOver(fields) {
  const names = Object.keys(fields);
  const [sent, here] = [JSON.parse(saved), contentOf(form)];
  if (names.some((name) => (here[name] ?? "") !== (sent[name] ?? ""))) return false;
  const isSame = !unsaved();
  for (const name of names) if (form.elements[name]) fill(form.elements[name], fields[name]);
  if (names.length > 0) saved = isSame ? typedNow() : JSON.stringify({ ...sent, ...fields });
  return true;
}

function fill(field, value) {
  if (field.type === "checkbox") field.checked = value === "on";
  else {
    if (field.options && ![...field.options].some((option) => option.value === value)) field.append(new Option(value, value));
    field.value = value;
  }
}

function refused(sentence) {
  show(sentence, "refused");
  dispatchEvent(new Event("note-unsent"));
  return false;
}

function again(sentence) {
  failures += 1;
  show([sentence || say.offline, say.waits].join(" "), "unsaved");
  dispatchEvent(new Event("note-unsent"));
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

// One save at a time: a second one waits for the first, so that neither can overtake the other.
export async function save() {
  clearTimeout(timer);
  waits = 0;
  while (running) await running;
  if (!unsaved()) return true;
  running = send();
  try {
    return await running;
  } finally {
    running = null;
    if (unsaved() && ["saved", "beside"].includes(status.dataset.state)) schedule(PAUSE);
  }
}

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

// Called after every change of the form, also by a script.
export function typed() {
  if (!unsaved()) return;
  if (status.dataset.state !== "unsaved") show(say.typing, "typing");
  waits ||= Date.now();
  if (failures === 0) schedule(Math.max(0, Math.min(PAUSE, waits + LONGEST_WAIT - Date.now())));
  form.dispatchEvent(new Event("note-typed"));
}

// Everything is saved before the form is sent, so that what is read and signed is what stands here.
export async function leave(button) {
  const isWaiting = pressed !== undefined;
  pressed = button;
  if (isWaiting) return;
  let last;
  try {
    if (!(await savedSoon(save, typedNow, isUnsent))) return pressAgain();
  } finally {
    last = pressed;
    pressed = undefined;
  }
  if (last?.name === "save") return;
  // With nothing to save, this is still inside the first submit event, in which browsers ignore another.
  await new Promise((resolve) => setTimeout(resolve));
  leaving = true;
  form.requestSubmit(last);
}

function pressAgain() {
  if (isUnsent()) show([status.textContent, say.pressAgain].join(" "), "unsaved");
}

export const isLeaving = () => leaving;

addEventListener("online", () => unsaved() && save());
addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});
addEventListener("pagehide", () => {
  if (leaving || !unsaved()) return;
  const text = JSON.stringify(message());
  if (text.length < KEEPALIVE_LIMIT) post(text, true).catch(() => {});
});
addEventListener("pageshow", (event) => {
  leaving = false; // back from the reading page by the browser's own button
  if (event.persisted) location.reload();
});
