// What the checks ask of the note: fetched after a save, at most every few seconds, and put in quietly. Nothing moves while
// somebody writes an answer, and what they wrote stays whatever comes.
import { grow } from "./rows.js";
import { form } from "./saving.js";

const PAUSE = 4000;
const place = document.getElementById("findings");
let timer = 0;
let last = 0;
let asking = false;
let missed = false; // whether it was to be asked again while an answer was on its way

// Who has only opened the fold wants to see what comes; who is at a field or a link in it is not to be moved.
function isHeld() {
  const held = document.activeElement;
  return place.contains(held) && held.tagName !== "SUMMARY";
}

function later() {
  if (!timer) timer = setTimeout(ask, Math.max(0, last + PAUSE - Date.now()));
}

async function ask() {
  timer = 0;
  missed = asking;
  if (asking || isHeld()) return;
  asking = true;
  last = Date.now();
  try {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(place.dataset.url, { method: "POST", credentials: "same-origin", redirect: "error", headers });
    if (answer.ok && !isHeld()) show(await answer.text());
  } catch {
    // Without a connection nothing is asked; the next save that gets through asks again.
  } finally {
    asking = false;
    if (missed) later();
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const opened = [...place.querySelectorAll("details[open]")].map(nameOf);
  for (const details of fresh.querySelectorAll("details")) details.open = opened.includes(nameOf(details));
  const further = new Set([...fresh.querySelectorAll("[name^='answers-']")].map((field) => field.name));
  for (const field of place.querySelectorAll("[name^='answers-']")) {
    const same = fresh.querySelector(`[name="${CSS.escape(field.name)}"]`);
    if (same) same.value = field.value;
    else if (field.value && !further.has(field.name)) fresh.append(hidden(field));
  }
  const unfolded = place.contains(document.activeElement) && nameOf(document.activeElement.parentElement);
  place.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  if (unfolded) [...place.querySelectorAll("details")].find((each) => nameOf(each) === unfolded)?.querySelector("summary").focus();
  place.querySelectorAll("textarea").forEach(grow);
}

function nameOf(details) {
  return details.id || details.closest("section")?.getAttribute("aria-labelledby");
}

function hidden({ name, value }) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

// The link leads into the field itself, also where that is folded away.
place.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const goal = field.matches("input, select, textarea") ? field : (field.querySelector("input:not([type=hidden]), select, textarea") ?? field);
  goal.focus();
});

place.addEventListener("focusout", later);
form.addEventListener("note-saved", later);
later();
