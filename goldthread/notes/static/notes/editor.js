// Saves the note about a second after the last key and keeps it through lost connections and ended sessions.
// Nothing is kept in the browser: the server has every version.

const form = document.getElementById("note");
const status = document.getElementById("save-state");
const besideNotice = document.getElementById("beside");
const say = form.dataset;

const PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies for requests that outlive the page

const ROW = /^(participants|attempts|requests|judgments|occurrences|corrections)-(\d+)-(\w+)$/;
const WORDS = /^(narrative|own)-(.+)$/;
const PLAIN = new Set(["occurred_on", "starts", "ends", "zone", "place_of_service", "how", "service", "modality", "overnight", "reason"]);

let timer = 0;
let running = null; // the save under way
let saved = ""; // what the server has, as JSON
let failures = 0;
let leaving = false;

// The form as the draft's content: the same reading as goldthread.notes.forms.content_from.
export function contentOf(element) {
  const content = { clients: [], participants: [], attempts: [], requests: [], judgments: [], occurrences: [] };
  Object.assign(content, { labels: [], corrections: [], narrative: {}, own: {} });
  const rows = new Map();
  for (const [name, value] of new FormData(element)) {
    const row = ROW.exec(name);
    const words = WORDS.exec(name);
    if (row) {
      const key = `${row[1]}-${row[2]}`;
      if (!rows.has(key)) rows.set(key, { block: row[1], at: Number(row[2]), values: {} });
      rows.get(key).values[row[3]] = value;
    } else if (words) content[words[1]][words[2]] = value;
    else if (name === "clients" || name === "labels") content[name].push(value);
    else if (PLAIN.has(name)) content[name] = value;
  }
  for (const { block, values } of [...rows.values()].sort((a, b) => a.at - b.at)) {
    const { here, ...kept } = values;
    const wanted = element.querySelector(`[name="${block}-tickable"]`) === null || here === "on";
    const typed = Object.values(kept).some((value) => value !== "");
    if (wanted && typed) content[block].push(kept);
  }
  return content;
}

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

function unsaved() {
  return JSON.stringify(contentOf(form)) !== saved;
}

function body() {
  const content = contentOf(form);
  const typed = JSON.stringify(content);
  const place = caret();
  if (place) content.caret = place;
  return { typed, text: JSON.stringify({ base_revision: Number(form.elements.base_revision.value), content }) };
}

function post(text, keepalive) {
  return fetch(say.saveUrl, {
    method: "POST",
    keepalive,
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
  const { typed, text } = body();
  show(say.saving, "saving");
  let answer;
  try {
    answer = await post(text, false);
  } catch {
    return again(say.offline);
  }
  if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") return signInAgain();
  if (answer.status === 422) return refused((await answer.json()).sentence);
  if (answer.status === 413) return refused(document.body.dataset.tooLarge);
  if (!answer.ok) return again(say.offline);
  accepted(typed, await answer.json());
  return true;
}

function accepted(typed, answer) {
  failures = 0;
  saved = typed;
  form.elements.base_revision.value = answer.revision;
  if (answer.beside) besideNotice.hidden = false;
  const at = new Date(answer.saved_at);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
  show(say.saved.replace("{time}", clock), "saved");
}

function refused(sentence) {
  show(sentence, "refused");
  return false;
}

function again(sentence) {
  failures += 1;
  show(sentence, "unsaved");
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

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

function typed() {
  if (!unsaved()) return;
  if (status.dataset.state !== "unsaved") show(say.typing, "typing");
  if (failures === 0) schedule(PAUSE);
}

async function submit(event) {
  const button = event.submitter;
  if (leaving) return;
  event.preventDefault();
  if (button && button.name === "add") return addRow(button.value);
  if (button && button.name === "remove") return removeRow(button);
  if (!(await save())) return;
  if (button && button.name === "save") return;
  // With nothing to save, this is still inside the first submit event, in which browsers ignore another.
  await new Promise((resolve) => setTimeout(resolve));
  leaving = true;
  form.requestSubmit(button);
}

function addRow(block) {
  const list = document.getElementById(`${block}-rows`);
  const next = Math.max(-1, ...[...list.children].map((row) => Number(row.dataset.at))) + 1;
  const fragment = document.getElementById(`${block}-template`).content.cloneNode(true);
  for (const element of fragment.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("__n__")) attribute.value = attribute.value.replaceAll("__n__", String(next));
    }
  }
  list.append(fragment);
  document.getElementById(block).hidden = false;
  const field = list.lastElementChild.querySelector("input:not([type=hidden]):not([type=checkbox]), textarea, select");
  if (field) field.focus();
}

function removeRow(button) {
  const section = button.closest("[data-block]");
  button.closest("[data-at]").remove();
  section.querySelector("[name=add]").focus();
  typed();
}

// "1 h 30 min" beside the times; a visit over midnight says so by a tick.
function showDuration() {
  const minutes = (value) => Number(value.slice(0, 2)) * 60 + Number(value.slice(3, 5));
  const [from, to] = [form.elements.starts?.value, form.elements.ends?.value];
  const place = document.getElementById("duration");
  if (!place) return;
  if (!from || !to) return void (place.textContent = "");
  const length = minutes(to) - minutes(from) + (form.elements.overnight?.checked ? 1440 : 0);
  if (length <= 0) return void (place.textContent = say.backwards);
  place.textContent = say.duration.replace("{hours}", Math.floor(length / 60)).replace("{minutes}", length % 60);
}

// Who is chosen from the list brings name and role along; a name is written only for somebody who is not on it.
function nameOf(select) {
  return select.closest("[data-at]").querySelector("[data-name-of-who]");
}

function choose(select) {
  const { name = "", role = "" } = select.selectedOptions[0].dataset;
  nameOf(select).value = name;
  const roles = select.closest("[data-at]").querySelector("select[name$='-role']");
  if (roles) roles.value = role;
  showName(select);
}

function showName(select) {
  nameOf(select).closest(".field").hidden = select.value !== "";
}

function restoreCaret() {
  const field = say.caretField && form.elements[say.caretField];
  if (!field || !field.focus || location.hash) return;
  field.focus();
  if (field.tagName === "TEXTAREA" && say.caretStart) {
    field.setSelectionRange(Number(say.caretStart), Number(say.caretEnd || say.caretStart));
  }
}

function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.rows = Math.max(Number(field.dataset.rows || 3), field.value.split("\n").length + 1);
}

form.addEventListener("input", (event) => {
  if (event.target.tagName === "TEXTAREA") grow(event.target);
  showDuration();
  typed();
});
form.addEventListener("change", (event) => {
  if (event.target.matches("select[data-who]")) choose(event.target);
  showDuration();
  typed();
});
form.addEventListener("submit", submit);
addEventListener("online", () => unsaved() && save());
addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});
addEventListener("pagehide", () => {
  const { text } = body();
  if (!leaving && unsaved() && text.length < KEEPALIVE_LIMIT) post(text, true).catch(() => {});
});
addEventListener("pageshow", (event) => {
  leaving = false; // back from the reading page by the browser's own button
  if (event.persisted) location.reload();
});

saved = say.dirty ? "" : JSON.stringify(contentOf(form));
showDuration();
form.querySelectorAll("textarea").forEach(grow);
form.querySelectorAll("select[data-who]").forEach(showName);
restoreCaret();
document.documentElement.classList.add("has-editor");
