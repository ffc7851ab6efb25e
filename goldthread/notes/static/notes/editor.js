// Saves the note about a second after the last key and keeps it through lost connections and ended sessions.
// Nothing is kept in the browser: the server has every version.

const form = document.getElementById("note");
const status = document.getElementById("save-state");
const notices = { beside: document.getElementById("beside"), signed: document.getElementById("signed") };
const say = form.dataset;

const PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies for requests that outlive the page

const ROW = /^(participants|attempts|requests|judgments|occurrences|corrections)-(\d+)-(\w+)$/;
const WORDS = /^(narrative|own|came|left|answers|origins)-(.+)$/;
const PLAIN = new Set(["occurred_on", "starts", "starts_fold", "ends", "ends_fold", "zone", "place_of_service", "how", "service", "modality", "overnight", "reason", "miles", "drive_minutes", "visit"]);

// What this window writes from a stale revision is kept in one place that grows, under this name.
const thisWindow = crypto.randomUUID ? crypto.randomUUID() : "";

let timer = 0;
let running = null; // the save under way
let saved = ""; // what the server has, as JSON
let failures = 0;
let leaving = false;
let followed = ""; // the clients and the day for which people are offered

// The form as the draft's content: the same reading as goldthread.notes.forms.content_from.
export function contentOf(element) {
  const content = { clients: [], participants: [], attempts: [], requests: [], judgments: [], occurrences: [] };
  Object.assign(content, { labels: [], documents: [], corrections: [], narrative: {}, own: {}, came: {}, left: {}, answers: {}, origins: {} });
  const rows = new Map();
  for (const [name, value] of new FormData(element)) {
    const row = ROW.exec(name);
    const words = WORDS.exec(name);
    if (row) {
      const key = `${row[1]}-${row[2]}`;
      if (!rows.has(key)) rows.set(key, { block: row[1], at: Number(row[2]), values: {} });
      rows.get(key).values[row[3]] = value;
    } else if (words) content[words[1]][words[2]] = value;
    else if (["clients", "labels", "documents"].includes(name)) content[name].push(value);
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
  const base = Number(form.elements.base_revision.value);
  return { typed, text: JSON.stringify({ base_revision: base, window: thisWindow, content }) };
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
  notices.beside.hidden = notices.beside.hidden && (!answer.beside || answer.signed);
  notices.signed.hidden = notices.signed.hidden && !answer.signed;
  const at = new Date(answer.saved_at);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
  if (answer.beside) show(say.kept.replace("{time}", clock), "beside");
  else show(say.saved.replace("{time}", clock), "saved");
  showTimes(answer);
  if (!answer.beside) follow();
}

// The server reckons the length, as it will be sealed, and says which reading came twice that night.
function showTimes({ length, twice }) {
  const place = document.getElementById("duration");
  if (place) place.textContent = length;
  for (const name of ["starts", "ends"]) {
    const which = document.getElementById(`${name}-twice`);
    if (which) which.hidden = !twice.includes(name);
  }
}

function offeredFor() {
  const { clients, occurred_on, zone } = contentOf(form);
  return JSON.stringify([clients, occurred_on, zone]);
}

// When the clients or the day change, so do the people offered. The server has every word when the parts of the page that
// follow are put in their new state; where somebody typed on meanwhile, the next save does it.
async function follow() {
  const wanted = offeredFor();
  if (wanted === followed) return;
  const page = await fresh();
  const revision = page?.querySelector("#note [name=base_revision]")?.value;
  if (!page || revision !== form.elements.base_revision.value || unsaved() || offeredFor() !== wanted) return;
  followed = wanted;
  const held = holdFocus();
  offerAnew(page);
  for (const part of form.querySelectorAll("[data-follows]")) replacePart(part, page.getElementById(part.id));
  held();
  typed();
}

async function fresh() {
  try {
    const answer = await fetch(say.url, { credentials: "same-origin", redirect: "error", headers: { Accept: "text/html" } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

function replacePart(part, further) {
  if (!further) return;
  const words = part.querySelector("#find_client");
  if (words && words === document.activeElement) {
    further.querySelector("#find_client").value = words.value;
    further.querySelector("#found-clients").replaceChildren(...document.getElementById("found-clients").childNodes);
  }
  further.open = part.open || further.open;
  part.replaceWith(document.adoptNode(further));
  window.htmx?.process(further);
  further.querySelectorAll("textarea").forEach(grow);
  further.querySelectorAll("select[data-who]").forEach(showName);
}

// Rows in hand may be numbered otherwise than on the server, so their lists take the empty row's and keep who was chosen.
function offerAnew(page) {
  for (const select of form.querySelectorAll("select[data-who]")) {
    const template = page.getElementById(`${select.closest("[data-block]").dataset.block}-template`);
    const offered = template?.content.querySelector("select[data-who]");
    if (!offered) continue;
    const chosen = select.selectedOptions[0];
    select.replaceChildren(...offered.cloneNode(true).childNodes);
    if (![...select.options].some((option) => option.value === chosen.value)) select.append(chosen);
    select.value = chosen.value;
  }
}

function holdFocus() {
  const { id, selectionStart, selectionEnd, tagName } = document.activeElement;
  return () => {
    const field = id && document.getElementById(id);
    if (!field || field === document.activeElement) return;
    field.focus({ preventScroll: true });
    if (tagName === "TEXTAREA" || field.type === "search") field.setSelectionRange(selectionStart, selectionEnd);
  };
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
    if (unsaved() && ["saved", "beside"].includes(status.dataset.state)) schedule(PAUSE);
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
  const next = Math.max(Number(list.dataset.first) - 1, ...[...list.children].map((row) => Number(row.dataset.at))) + 1;
  const fragment = document.getElementById(`${block}-template`).content.cloneNode(true);
  for (const element of fragment.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("__n__")) attribute.value = attribute.value.replaceAll("__n__", String(next));
    }
  }
  list.append(fragment);
  const field = list.lastElementChild.querySelector("input:not([type=hidden]):not([type=checkbox]), textarea, select");
  if (field) field.focus();
}

function removeRow(button) {
  const section = button.closest("[data-block]");
  button.closest("[data-at]").remove();
  section.querySelector("[name=add]").focus();
  typed();
}

// What was said of a field is past once somebody writes in it; the next reading says what is left.
function takenUp(field) {
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-error`)?.remove();
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
  const amiss = document.getElementById("refused");
  if (amiss) return amiss.focus();
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
  takenUp(event.target);
  typed();
});
form.addEventListener("change", (event) => {
  if (event.target.matches("select[data-who]")) choose(event.target);
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

saved = JSON.stringify(contentOf(form));
followed = offeredFor();
form.querySelectorAll("textarea").forEach(grow);
form.querySelectorAll("select[data-who]").forEach(showName);
restoreCaret();
document.documentElement.classList.add("has-editor");
