// What a save changes on the page: the length of the visit, and the people, goals and units that are offered for its clients,
// its day and its service.
// Whoever must hear that parts of the form were replaced listens for `note-followed` on it.
import { contentOf } from "./content.js";
import { carryRemoved, grow, showName } from "./rows.js";
import { form, say, typed, unsaved } from "./saving.js";

let followed = offeredFor(); // the clients, the day and the service for which people, goals and units are offered

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
  const { clients, occurred_on, zone, service } = contentOf(form);
  return JSON.stringify([clients, occurred_on, zone, service]);
}

// When the clients or the day change, so do the people offered. The server has every word when the parts of the page that
// follow are put in their new state; where somebody typed on meanwhile, the next save does it.
async function follow() {
  const wanted = offeredFor();
  if (wanted === followed) return;
  const page = await fresh();
  await answered();
  const revision = page?.querySelector("#note [name=base_revision]")?.value;
  if (!page || revision !== form.elements.base_revision.value || unsaved() || offeredFor() !== wanted) return;
  if (wanted === followed) return;
  const held = holdFocus();
  offerAnew(page);
  for (const part of form.querySelectorAll("[data-follows]")) replacePart(part, page.getElementById(part.id), wanted);
  followed = wanted;
  held();
  form.dispatchEvent(new Event("note-followed"));
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

// An answer on its way into a part would come into nothing once that part is replaced.
async function answered() {
  while (form.querySelector("[data-follows] .htmx-request")) {
    await new Promise((done) => form.addEventListener("htmx:afterRequest", done, { once: true }));
  }
}

function replacePart(part, further, wanted) {
  if (!further) return;
  const words = part.querySelector("#find_client");
  const isSought = words !== null && words === document.activeElement;
  if (isSought) {
    further.querySelector("#found-clients").replaceChildren(...document.getElementById("found-clients").childNodes);
  }
  further.open = part.open || further.open;
  for (const { id } of part.querySelectorAll("details[open][id]")) further.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  carryRemoved(part, further);
  if (clientsOf(wanted) === clientsOf(followed)) carryOffered(part, further);
  part.replaceWith(document.adoptNode(further));
  window.htmx?.process(further);
  if (isSought && words.value) seekOn(further.querySelector("#find_client"), words.value);
  further.querySelectorAll("textarea").forEach(grow);
  further.querySelectorAll("select[data-who]").forEach(showName);
}

const clientsOf = (offered) => JSON.stringify(JSON.parse(offered)[0]);

// The measures that are offered are those of the note's clients, and stand while nobody else is one.
function carryOffered(part, further) {
  const offered = part.querySelector("#measures-offered");
  if (offered) further.querySelector("#measures-offered").replaceChildren(...offered.childNodes);
}

// A search that was about to be made went with the field that it was typed in.
function seekOn(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
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

form.addEventListener("note-saved", ({ detail }) => {
  showTimes(detail);
  if (!detail.beside) follow();
});
