// The editor: what is typed is saved by saving.js; here stand the form's buttons, its fields and the caret.
import "./origins.js";
import { contentOf } from "./content.js";
import "./finding.js";
import "./following.js";
import { addRow, choose, grow, removeRow, showName } from "./rows.js";
import { form, isLeaving, leave, save, say, typed } from "./saving.js";

export { contentOf, save, typed };

function submit(event) {
  if (isLeaving()) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "add" && document.getElementById(`${button.value}-template`)) return addRow(button.value);
  if (button?.name === "remove") return removeRow(button);
  leave(button);
}

// Files that are chosen go along with the form when it is sent; another way off the page would lose them.
addEventListener("beforeunload", (event) => {
  if (!isLeaving() && document.getElementById("files")?.files.length) event.preventDefault();
});

// What was said of a field is past once somebody writes in it; the next reading says what is left.
function takenUp(field) {
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-error`)?.remove();
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

form.querySelectorAll("textarea").forEach(grow);
form.querySelectorAll("select[data-who]").forEach(showName);
restoreCaret();
document.documentElement.classList.add("has-editor");
