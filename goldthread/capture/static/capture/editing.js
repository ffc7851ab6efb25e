// The editor's part of the outbox: what the server has not yet lies on the device within half a second.
import { form, message, ownWindow, save, say, unsaved } from "../notes/saving.js";
import { start } from "./device.js";
import { keep, remove, rows } from "./outbox.js";
import { send } from "./sending.js";

const PAUSE = 300;
const note = document.getElementById("device-note");
const draft = form.dataset.url.split("/").at(-2);

let own = null; // which row is this window's
let timer = 0;
let work = Promise.resolve(); // one write after the other

// What the page without signal needs to show the note by itself, beside the content that is sent.
function told() {
  const fields = [...form.querySelectorAll("textarea[name^='narrative-'], textarea[name^='own-']")];
  const about = [...form.querySelectorAll("[name=clients]:checked")].map((each) => each.closest("label").textContent.trim());
  return {
    title: [document.querySelector("h1").textContent.trim(), ...about].join(" · "),
    fields: fields.map((field) => [field.name, form.querySelector(`label[for="${field.id}"]`)?.firstChild.textContent.trim() ?? ""]),
    message: message(),
  };
}

function write() {
  clearTimeout(timer);
  timer = 0;
  if (!unsaved()) return;
  const state = told();
  work = work.then(() => keep(own, state)).then(
    () => (say.waits = note.dataset.kept),
    () => {
      note.textContent = note.dataset.refused;
      note.hidden = false;
    },
  );
}

// The server's answer: the row goes, whatever passing state it holds, or, where somebody typed on, goes on from the new
// revision.
function saved() {
  if (unsaved()) return write();
  clearTimeout(timer);
  timer = 0;
  work = work.then(() => remove(own, Infinity)).catch(() => {});
}

// What an earlier window of this draft left on the device is sent before anybody types on; the page then shows it.
async function takeUp(person, begun) {
  const left = (await rows(person)).filter((row) => row.draft === draft).sort((a, b) => a.since - b.since);
  if (left.length === 0) return;
  form.inert = true;
  const results = [];
  for (const row of left) results.push(await send(row, begun));
  if (results.some(({ ok, told: answer }) => ok && !answer.beside && answer.revision > Number(form.elements.base_revision.value))) {
    location.replace(say.url);
    return new Promise(() => {});
  }
  if (results.some(({ ok, told: answer }) => ok && answer.beside)) document.getElementById("beside").hidden = false;
  form.inert = false;
}

async function watch({ person, isPossible, keeps, sentence, begun }) {
  own = { person, draft, window: ownWindow };
  if (isPossible) await takeUp(person, begun).catch(() => (form.inert = false));
  if (!keeps) {
    note.textContent = sentence;
    note.hidden = false;
    return;
  }
  form.addEventListener("note-typed", () => (timer ||= setTimeout(write, PAUSE)));
  form.addEventListener("note-saved", saved);
  addEventListener("note-unsent", write);
  addEventListener("pagehide", write);
  document.addEventListener("visibilitychange", write); // another app in front, or the lid closed: timers may stop
  if (unsaved()) write();
}

start({ ownWindow, save, start: watch });
