// The rows of a block: added, taken away, and filled with who is chosen; and fields that grow with their words.
import { save, say, typed } from "./saving.js";

const nextIn = (list) =>
  Math.max(Number(list.dataset.first ?? 0) - 1, ...[...list.children].map((row) => Number(row.dataset.at))) + 1;

export function addRow(block) {
  const list = document.getElementById(`${block}-rows`);
  const next = nextIn(list);
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

const FIELDS = "input:not([type=hidden]), textarea, select";
const holdsWords = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value.trim() !== "");
const removed = new Map(); // which row each line that says so stands for

// A row goes at once, and comes back as it was by one press; what it held is saved before, and so among the earlier versions.
export function removeRow(button) {
  const [section, row] = [button.closest("[data-block]"), button.closest("[data-at]")];
  const full = [...row.querySelectorAll(FIELDS)].filter(holdsWords);
  if (full.length === 0) {
    row.remove();
    section.querySelector("[name=add]").focus();
  } else {
    save();
    const line = saidRemoved(row);
    row.replaceWith(line);
    line.querySelector("button").focus();
  }
  typed();
}

function saidRemoved(row) {
  const line = document.getElementById("removed-template").content.firstElementChild.cloneNode(true);
  line.dataset.at = row.dataset.at; // no further row takes its number
  line.querySelector("button").addEventListener("click", () => putBack(line));
  setTimeout(() => (line.querySelector("[role=status]").textContent = say.removed)); // a reader hears what changes, not what is new
  removed.set(line, row);
  return line;
}

function putBack(line) {
  const row = removed.get(line);
  removed.delete(line);
  const list = line.parentElement;
  line.remove();
  const isTaken = [...list.children].some((each) => each.dataset.at === row.dataset.at);
  if (isTaken) renumber(row, row.closest("[data-block]")?.dataset.block ?? list.id.replace(/-rows$/, ""), nextIn(list));
  list.insertBefore(row, [...list.children].find((each) => Number(each.dataset.at) > Number(row.dataset.at)) ?? null);
  window.htmx?.process(row);
  const fields = [...row.querySelectorAll(FIELDS)].filter((field) => field.getClientRects().length > 0);
  (fields.find((field) => field.matches("textarea, input") && holdsWords(field)) ?? fields.find(holdsWords) ?? fields[0]).focus();
  typed();
}

// Where the list was put in its new state meanwhile, another row may have this one's number.
function renumber(row, block, next) {
  const old = new RegExp(`\\b${block}-${row.dataset.at}(?!\\d)`, "g");
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.name !== "value") attribute.value = attribute.value.replace(old, `${block}-${next}`);
    }
  }
  for (const button of row.querySelectorAll("[name=remove]")) button.value = `${block}-${next}`;
  for (const at of row.querySelectorAll("[name=measures_at]")) at.value = String(next);
  row.dataset.at = String(next);
}

// The lines of rows that were taken away outlast a list that is put in its new state.
export function carryRemoved(part, further) {
  for (const line of part.querySelectorAll("[data-removed]")) {
    const list = further.querySelector(`#${line.parentElement.id}`);
    if (list) list.append(line);
  }
}

// Who is chosen from the list brings name and role along; a name is written only for somebody who is not on it.
function nameOf(select) {
  return select.closest("[data-at]").querySelector("[data-name-of-who]");
}

export function choose(select) {
  const { name = "", role = "" } = select.selectedOptions[0].dataset;
  nameOf(select).value = name;
  const roles = select.closest("[data-at]").querySelector("select[name$='-role']");
  if (roles) roles.value = role;
  showName(select);
}

export function showName(select) {
  nameOf(select).closest(".field").hidden = select.value !== "";
}

export function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.rows = Math.max(Number(field.dataset.rows || 3), field.value.split("\n").length + 1);
}
