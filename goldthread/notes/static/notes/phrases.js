// Phrases: a semicolon and a short word, then Space or Tab; or chosen from a list. Never where words must be new each time.
import { insert } from "./origins.js";

const form = document.getElementById("note");
const dialog = document.getElementById("phrases");
const list = document.getElementById("phrase-list");
const opener = document.getElementById("open-phrases");
const BLANK = "___";
let known = null; // the phrases, asked for once
let ready = []; // the same, as soon as they have come
let field = null; // the field in hand

function phrases() {
  known ??= fetch(dialog.dataset.url, { credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject()))
    .then((told) => (ready = told.phrases))
    .catch(() => {
      known = null;
      return [];
    });
  return known;
}

const mayTake = (target) => target?.matches?.("textarea[data-origins]:not([data-anew])") ?? false;

// Inserts a phrase; the first of its blanks is selected, ready to be written over.
function put(target, text) {
  const start = target.selectionStart;
  insert(target, text, { kind: "template" });
  const blank = target.value.indexOf(BLANK, start);
  if (blank >= 0 && blank < start + text.length) target.setSelectionRange(blank, blank + BLANK.length);
}

export function nextBlank() {
  const target = document.activeElement;
  if (target.tagName !== "TEXTAREA") return;
  let at = target.value.indexOf(BLANK, target.selectionEnd);
  if (at < 0) at = target.value.indexOf(BLANK);
  if (at >= 0) target.setSelectionRange(at, at + BLANK.length);
}

// The phrase of the short word that ends where the caret stands, or `behind` letters before; written in its place.
function expand(target, behind) {
  if (!mayTake(target) || target.selectionStart !== target.selectionEnd) return false;
  const at = target.selectionStart;
  const short = /(?:^|\s);(\S+)$/.exec(target.value.slice(0, at - behind))?.[1];
  const found = short && ready.find((each) => each.short.toLowerCase() === short.toLowerCase());
  if (!found) return false;
  target.setSelectionRange(at - behind - short.length - 1, at);
  put(target, found.text);
  return true;
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  if ((event.key === " " || event.key === "Tab") && expand(event.target, 0)) event.preventDefault();
}

// The keyboard of a phone tells of no keys, only of what came into the field; and a quick hand is there before the phrases are.
async function came({ target, data }) {
  if (data !== " ") return;
  await phrases();
  expand(target, 1);
}

export async function choose() {
  if (document.activeElement.matches("textarea")) field = document.activeElement;
  const offered = await phrases();
  const may = mayTake(field);
  dialog.querySelector("[data-none]").hidden = offered.length > 0;
  dialog.querySelector("[data-anew]").hidden = may || !field;
  dialog.querySelector("[data-nowhere]").hidden = Boolean(field);
  list.replaceChildren(
    ...(may ? offered : []).map(({ short, text }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button choice" });
      button.append(Object.assign(document.createElement("b"), { textContent: `;${short}` }));
      button.append(Object.assign(document.createElement("span"), { className: "clamp", textContent: text, dir: "auto" }));
      button.addEventListener("click", () => {
        dialog.close();
        put(field, text);
      });
      const line = document.createElement("li");
      line.append(button);
      return line;
    }),
  );
  dialog.showModal();
}

form.addEventListener("keydown", pressed);
form.addEventListener("input", came);
form.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea")) return;
  field = target;
  phrases();
});
opener.addEventListener("click", choose);
opener.hidden = false;
