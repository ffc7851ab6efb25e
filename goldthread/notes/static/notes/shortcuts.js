// The editor's keys, as the dialog lists them (goldthread.notes.shortcuts); on a Mac, Control stands in place of Alt.
import { accept, dismiss, lastTime } from "./carry.js";
import { dictate } from "./dictation.js";
import { toggle } from "./pane.js";
import { choose, nextBlank } from "./phrases.js";
import { save } from "./saving.js";

const form = document.getElementById("note");
const dialog = document.getElementById("shortcuts");
const opener = document.getElementById("open-shortcuts");
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const words = () => [...form.querySelectorAll("textarea")].filter((field) => field.offsetParent);

function go(step) {
  const fields = words();
  const here = fields.indexOf(document.activeElement.closest?.(".field")?.querySelector("textarea"));
  const next = fields[here < 0 ? (step > 0 ? 0 : fields.length - 1) : Math.min(Math.max(here + step, 0), fields.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

const does = {
  shortcuts: () => dialog.showModal(),
  save,
  next: () => go(1),
  previous: () => go(-1),
  pane: toggle,
  last: () => lastTime(document.activeElement),
  accept: () => accept(),
  dismiss: () => dismiss(),
  phrases: choose,
  blank: nextBlank,
  dictate,
  read: () => form.requestSubmit(form.querySelector("button[name=read]")),
};

// Keys as they lie on the keyboard: with Alt held, a letter may be another sign.
function pressed(event) {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const [alt, control] = isMac ? [event.ctrlKey && event.shiftKey, event.metaKey] : [event.altKey, event.ctrlKey];
  const held = [control && "Ctrl", alt && "Alt", event.shiftKey && event.key !== "/" && "Shift"].filter(Boolean);
  return [...held, letter ?? (event.key === "/" || event.code === "Slash" ? "/" : event.key)].join("+");
}

const keys = new Map([...dialog.querySelectorAll("[data-does]")].map((each) => [each.dataset.keys, does[each.dataset.does]]));

addEventListener("keydown", (event) => {
  const act = keys.get(pressed(event));
  if (!act || event.isComposing || event.getModifierState("AltGraph") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act();
});
opener.addEventListener("click", does.shortcuts);
opener.hidden = false;
