// J and K go from note to note (goldthread.notes.shortcuts): in a list they move the focus, on a note's page they open the next.
// Whether letters alone are keys at all is the reader's own choice and stays on the device (WCAG 2.1.4).
import "../page/unfolding.js";

const OFF = "letters-are-no-keys";
const dialog = document.getElementById("keys");
const opener = document.getElementById("open-keys");
const wanted = document.getElementById("use-letters");

// What was found may be exchanged while one types, so the places are looked up at each key.
const places = () => [...document.querySelectorAll("article.note > h3 > a, #hits > li > a")];
const turns = (step) => document.querySelector(step > 0 ? "#journal-pages a[rel=next], #hits .further button" : "#journal-pages a[rel=prev]");

function go(step) {
  const around = document.querySelector(step > 0 ? "#older" : "#newer");
  if (around) return around.click();
  const stops = places();
  const active = document.activeElement;
  const inside = active.closest("article.note, #hits > li");
  // From within a note its own link is where one stands; from anywhere else the way leads to the first note in sight.
  const here = stops.findIndex((stop) => stop === active || inside?.contains(stop));
  const seen = stops.findIndex((stop) => stop.getBoundingClientRect().bottom > 0);
  const next = here >= 0 ? stops[here + step] : stops[Math.max(seen, 0)];
  const target = next ?? turns(step);
  target?.focus();
  target?.scrollIntoView({ block: next ? "start" : "center" });
}

const does = { older: () => go(1), newer: () => go(-1) };
const keys = new Map([...dialog.querySelectorAll("[data-does]")].map((each) => [each.dataset.keys, does[each.dataset.does]]));

addEventListener("keydown", (event) => {
  const act = keys.get(event.key.toUpperCase());
  if (!act || localStorage.getItem(OFF) || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.getModifierState("AltGraph")) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act();
});

opener.addEventListener("click", () => dialog.showModal());
opener.hidden = false;
wanted.checked = !localStorage.getItem(OFF);
wanted.addEventListener("change", () => (wanted.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
