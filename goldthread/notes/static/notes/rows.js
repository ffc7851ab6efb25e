// The rows of a block: added, taken away, and filled with who is chosen; and fields that grow with their words.
import { typed } from "./saving.js";

export function addRow(block) {
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

export function removeRow(button) {
  const section = button.closest("[data-block]");
  button.closest("[data-at]").remove();
  section.querySelector("[name=add]").focus();
  typed();
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
