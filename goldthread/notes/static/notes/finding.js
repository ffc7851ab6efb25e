// A client who was found and ticked stays until somebody unticks them, whatever the next search answers: they move up to those
// whom the note is about, also where the tick is not saved yet.
import { form } from "./saving.js";

const listed = () => form.querySelector("#about > .ticks");

function keepTicked() {
  const focused = document.activeElement;
  for (const tick of form.querySelectorAll("#found-clients input:checked")) {
    const there = listedAs(tick); // a brother or sister stands there already, to be ticked
    if (there) there.checked = true;
    else listed().append(tick.closest("label"));
  }
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
}

const listedAs = ({ value }) => listed().querySelector(`input[value="${CSS.escape(value)}"]`);

// Nobody who is ticked stands there twice: one tick taken away would leave the other.
function dropListed() {
  for (const tick of form.querySelectorAll("#found-clients input")) if (listedAs(tick)?.checked) tick.closest("label").remove();
}

form.addEventListener("htmx:beforeSwap", ({ detail }) => detail.target.id === "found-clients" && keepTicked());
form.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.id === "found-clients" && dropListed());
form.addEventListener("note-followed", dropListed);
