// Words of earlier notes, offered in a grey block under the field; only Accept puts them into it.
import { insert } from "./origins.js";

const form = document.getElementById("note");
const pane = document.getElementById("pane");
const say = pane.dataset;

const offerUnder = (field) => field.closest(".field").querySelector(".offer");

function place(field, offer) {
  offerUnder(field)?.remove();
  field.after(offer);
  offer.querySelector("button").focus({ preventScroll: true });
  offer.scrollIntoView({ block: "nearest" });
}

// Words of a section of an earlier note, chosen in the pane.
export function offer(field, text, source, told) {
  const block = document.getElementById("offer-template").content.firstElementChild.cloneNode(true);
  block.dataset.source = source;
  block.querySelector(".meta").textContent = told;
  block.querySelector(".words").textContent = text;
  place(field, block);
}

export async function lastTime(field) {
  if (!mayCarry(field)) return;
  const body = new URLSearchParams({ section: field.name.replace("narrative-", "") });
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(say.lastUrl, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual" }).catch(
    () => null,
  );
  const template = document.createElement("template");
  template.innerHTML = answer?.ok ? await answer.text() : "";
  const block = template.content.firstElementChild;
  if (block) place(field, block);
  else offer(field, "", "", say.offline);
}

export function mayCarry(field) {
  return field?.matches?.("textarea[name^=narrative-]:not([data-anew])") ?? false;
}

// The words that stand offered at the field in hand; where none do, the first that are offered anywhere.
function standing() {
  return document.activeElement.closest?.(".field")?.querySelector(".offer") ?? form.querySelector(".offer");
}

function close(block) {
  const field = block.closest(".field").querySelector("textarea");
  block.remove();
  return field;
}

export function accept(block = standing()) {
  if (!block?.dataset.source) return;
  const text = block.querySelector(".words").textContent;
  insert(close(block), text, { kind: "carried", source: block.dataset.source, gap: "\n" });
}

export function dismiss(block = standing()) {
  if (block) close(block).focus();
}

function addButtons() {
  for (const field of form.querySelectorAll("textarea")) {
    if (!mayCarry(field)) continue;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small last-time" });
    const whose = form.querySelector(`label[for="${field.id}"]`);
    button.textContent = say.last;
    button.setAttribute("aria-describedby", (whose.id ||= `${field.id}-label`));
    button.addEventListener("click", () => lastTime(field));
    field.after(button);
  }
}

form.addEventListener("click", ({ target }) => {
  const block = target.closest(".offer");
  if (target.matches("[data-accept]")) accept(block);
  if (target.matches("[data-dismiss]")) dismiss(block);
});
addButtons();
