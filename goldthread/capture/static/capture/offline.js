// The page without signal: opens what lies on this device, and lets a note be begun. It shows words only to whoever was at
// work here within the idle limit: without signal nobody can prove to be who they were.
import { movedSpans, readSpans, writeSpans } from "../notes/spans.js";
import * as outbox from "./outbox.js";

const say = document.body.dataset;
const at = (id) => document.getElementById(id);
const form = at("plain");
const PAUSE = 300;
const ASK_EVERY = 10000;

let person = null; // who was at work here last
let row = null; // which note is open: { person, draft, window }, and `from`, the row on the device that it goes on from
let told = null; // what it holds
let timer = 0;
let work = Promise.resolve();
let isKept = true;

const isOpen = () => Date.now() - person.active < person.idle * 1000;
const draftHere = () => /^\/drafts\/([0-9a-f-]{36})\//.exec(location.pathname)?.[1] ?? "";

function tell(text) {
  at("told").textContent = text;
  at("told").hidden = text === "";
}

async function whoWasHere() {
  const known = (await outbox.people()).filter((each) => each.active && !each.isOut);
  return known.sort((a, b) => b.active - a.active)[0] ?? null;
}

async function start() {
  if (!(await outbox.isPossible())) return tell(say.impossible);
  person = await whoWasHere();
  if (!person) return tell(say.nobody);
  at("begin").hidden = !(person.keeps && person.writes);
  const rows = await outbox.rows(person.id);
  if (!isOpen()) return locked(rows.length);
  setInterval(() => isOpen() || location.reload(), 5000);
  await list();
  outbox.onChange(list);
  const here = rows.filter((each) => each.draft === draftHere()).sort((a, b) => b.at - a.at)[0];
  if (here) return open(here);
  if (!person.keeps) tell(say.off);
  else if (draftHere()) tell(say.other);
  else if (rows.length === 0 && location.pathname === "/offline/") tell(say.none);
}

function locked(count) {
  if (count > 0) tell(count === 1 ? say.lockedOne : say.lockedMore.replace("{n}", String(count)));
}

function isOpenHere({ draft, window, turn }) {
  if (row?.draft !== draft) return false;
  return window === row.window || (window === row.from?.window && turn <= row.from.turn);
}

// Every note on the device but the one that is open.
async function list() {
  const lines = [];
  const rows = (await outbox.rows(person.id)).filter((each) => !isOpenHere(each));
  for (const each of rows.sort((a, b) => b.at - a.at)) {
    const held = await outbox.read(each).catch(() => null);
    const line = at("held-row").content.firstElementChild.cloneNode(true);
    line.querySelector("bdi").textContent = held ? held.title : say.unreadable;
    line.querySelector(".meta").textContent = new Date(each.at).toLocaleString(document.documentElement.lang);
    line.querySelector("button").disabled = !held;
    line.querySelector("button").addEventListener("click", () => open(each));
    lines.push(line);
  }
  at("held-rows").replaceChildren(...lines);
  at("held").hidden = lines.length === 0;
}

// Each page that types counts the states of a window of its own, and says which ones it went on from: the editor may have
// sent its last words as it was left, and another tab may have opened the same note.
async function open(held) {
  await work;
  const read = await outbox.read(held);
  write(); // what was typed into the note that was open until now
  const window = crypto.randomUUID();
  told = read;
  row = { person: held.person, draft: held.draft, window, from: held };
  Object.assign(told.message, { window, turn: 0, after: { ...told.message.after, [held.window]: held.turn } });
  show();
  const { field: name, start: from, end: to } = told.message.content?.caret ?? {};
  const area = at("fields").querySelector(`textarea[name="${CSS.escape(name ?? "")}"]`);
  if (!area) return;
  area.focus();
  area.setSelectionRange(from, to);
}

// A note of its own: its UUID is made here, and under that it will be a draft.
function begin() {
  write();
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  row = { person: person.id, draft: crypto.randomUUID(), window: crypto.randomUUID() };
  const message = { draft: row.draft, window: row.window, turn: 0, occurred_on: today, starts: "", ends: "", words: "" };
  message.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  message.kind = form.elements.kind.options[0]?.value ?? "";
  told = { isNew: true, title: say.untitled, about: "", typed: "", fields: [["typed", say.words]], message };
  show();
}

function show() {
  const { elements } = form;
  const header = told.isNew ? told.message : told.message.content;
  at("plain-h").textContent = told.title;
  at("new-only").hidden = !told.isNew;
  if (told.isNew) Object.assign(elements.kind, { value: told.message.kind });
  elements.about.value = told.about ?? "";
  for (const name of ["occurred_on", "starts", "ends"]) elements[name].value = header[name] ?? "";
  at("fields").replaceChildren(...told.fields.map(([name, label]) => field(name, label, wordsOf(name))));
  at("save-state").textContent = "";
  form.hidden = false;
  tell("");
  list();
  at("plain-h").focus();
}

function wordsOf(name) {
  if (told.isNew) return told.typed;
  const [, kind, key] = /^(narrative|own)-(.+)$/.exec(name);
  return told.message.content[kind][key] ?? "";
}

function field(name, label, text) {
  const place = Object.assign(document.createElement("div"), { className: "field" });
  const title = Object.assign(document.createElement("label"), { htmlFor: name, textContent: label });
  const area = Object.assign(document.createElement("textarea"), { id: name, name, value: text, rows: 6, dir: "auto" });
  place.append(title, area);
  return place;
}

// Where the words of a field come from moves along with what is typed among them (notes/origins.js).
function follow({ origins }, name, text) {
  if (!origins?.[name]) return;
  const before = Array.from(wordsOf(name));
  origins[name] = writeSpans(movedSpans(readSpans(origins[name], before.length), before, Array.from(text)));
}

function taken() {
  const { elements } = form;
  const header = told.isNew ? told.message : told.message.content;
  for (const name of ["occurred_on", "starts", "ends"]) {
    if (name in header || elements[name].value) header[name] = elements[name].value;
  }
  if (told.isNew) {
    told.about = elements.about.value;
    told.typed = elements.typed.value;
    told.message.kind = elements.kind.value;
    told.message.words = [told.about.trim(), told.typed].filter(Boolean).join("\n\n");
    told.title = [elements.kind.selectedOptions[0]?.textContent, told.about.trim()].filter(Boolean).join(" · ");
    at("plain-h").textContent = told.title;
  } else {
    for (const [name] of told.fields) {
      const [, kind, key] = /^(narrative|own)-(.+)$/.exec(name);
      follow(told.message.content, name, elements[name].value);
      told.message.content[kind][key] = elements[name].value;
    }
  }
  told.message.turn += 1;
}

function write() {
  clearTimeout(timer);
  timer = 0;
  if (!row || isKept) return;
  taken();
  isKept = true;
  const [where, what] = [row, structuredClone(told)];
  work = work.then(() => outbox.keep(where, what)).then(
    () => {
      const now = new Date();
      at("save-state").textContent = say.kept.replace("{time}", now.toLocaleTimeString(document.documentElement.lang));
    },
    () => (at("save-state").textContent = say.refused),
  );
  if (isOpen()) {
    person.active = Date.now();
    outbox.know(person.id, { active: person.active });
  }
}

// A connection is there when the record answers, whatever the browser says of it.
async function ask() {
  const there = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  at("signal").textContent = there ? say.signal : say.noSignal;
  at("back").hidden = !there;
  at("go-on").href = row && !told.isNew ? `/drafts/${row.draft}/` : "/";
  if (there && form.hidden && location.pathname !== "/offline/") location.reload();
}

form.addEventListener("input", () => {
  isKept = false;
  at("save-state").textContent = say.writing;
  timer ||= setTimeout(write, PAUSE);
});
form.addEventListener("submit", (event) => event.preventDefault());
at("begin").addEventListener("click", begin);
addEventListener("pagehide", write);
document.addEventListener("visibilitychange", write);
for (const back of ["online", "focus"]) addEventListener(back, ask);
setInterval(ask, ASK_EVERY);
start().then(ask);
