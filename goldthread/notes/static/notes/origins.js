// Keeps, beside each field of words, which of them were not typed, in a hidden input that is saved with the rest.
// Evaluated before saving.js, so that what stands on the page at first is what the server has.
import { editedSpans, movedSpans, readSpans, spansWithin, writeSpans } from "./spans.js";

const form = document.getElementById("note");
const held = new Map(); // name of the field → { points, spans, input }
const remembered = new Map(); // what a text's spans were, for undo and redo
const REMEMBERED = 200;
const visited = new WeakSet(); // fields whose caret somebody has placed
let coming = null; // what is about to be put into a field, and where its words come from
let copied = null; // what was last copied out of a field or an earlier note

const pointsBefore = (text, at) => Array.from(text.slice(0, at)).length;

function keep(name, points, spans) {
  let input = held.get(name)?.input;
  if (!input && spans.length) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name: `origins-${name}` });
    form.append(input);
  }
  if (input) input.value = writeSpans(spans);
  held.set(name, { points, spans, input });
  if (!spans.length) return;
  remembered.set(`${name} ${points.join("")}`, spans);
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value);
}

// Fields may have been replaced by the server's; those whose words are the same keep what is known of them.
function takeUp() {
  for (const field of form.querySelectorAll("textarea[data-origins]")) {
    const points = Array.from(field.value);
    if (held.get(field.name)?.points.join("") === field.value) continue;
    keep(field.name, points, readSpans(field.dataset.origins, points.length));
  }
}

function afterInput({ points, spans }, name, after, inputType) {
  if (inputType?.startsWith("history")) {
    return remembered.get(`${name} ${after.join("")}`) ?? movedSpans(spans, points, after);
  }
  if (coming?.name !== name || after.slice(coming.first, coming.first + coming.points.length).join("") !== coming.points.join("")) {
    return movedSpans(spans, points, after);
  }
  const shift = coming.points.length - (coming.last - coming.first);
  const put = coming.spans.map((span) => ({ ...span, start: span.start + coming.first, end: span.end + coming.first }));
  return [...editedSpans(spans, coming.first, coming.last, shift), ...put].sort((a, b) => a.start - b.start);
}

function expect(field, text, spans) {
  const { name, value, selectionStart, selectionEnd } = field;
  const [first, last] = [pointsBefore(value, selectionStart), pointsBefore(value, selectionEnd)];
  coming = { name, first, last, points: Array.from(text), spans };
}

// Puts words at the caret, or at the end of a field that nobody was in yet; Ctrl+Z takes them out again. `gap` stands between
// them and a word before them.
export function insert(field, text, { kind, source = "", gap = "" }) {
  if (!visited.has(field)) field.setSelectionRange(field.value.length, field.value.length);
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  const whole = (before && !/\s$/.test(before) ? gap : "") + text;
  const length = Array.from(whole).length;
  expect(field, whole, [{ start: length - Array.from(text).length, end: length, kind, source }]);
  if (!document.execCommand("insertText", false, whole)) {
    field.setRangeText(whole, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }
  coming = null;
}

// Before the editor hears of it, so that what is saved is of one piece.
form.addEventListener(
  "input",
  ({ target, inputType }) => {
    const known = target.tagName === "TEXTAREA" && held.get(target.name);
    if (!known) return;
    const after = Array.from(target.value);
    keep(target.name, after, afterInput(known, target.name, after, inputType));
    coming = null;
  },
  true,
);
form.addEventListener("focusin", ({ target }) => visited.add(target));
form.addEventListener("note-followed", takeUp);

// What is copied from an earlier note, or moved within this one, keeps its origin where it is pasted.
function copy({ target }) {
  const known = held.get(target.name);
  if (target.tagName === "TEXTAREA" && known) {
    const text = target.value.slice(target.selectionStart, target.selectionEnd);
    const from = pointsBefore(target.value, target.selectionStart);
    copied = { text, spans: spansWithin(known.spans, from, from + Array.from(text).length) };
    return;
  }
  const selection = document.getSelection();
  const source = selection.anchorNode?.parentElement?.closest("[data-note]")?.dataset.note;
  const text = selection.toString();
  copied = source ? { text, spans: [{ start: 0, end: Array.from(text).length, kind: "carried", source }] } : null;
}

document.addEventListener("copy", copy);
document.addEventListener("cut", copy);
form.addEventListener("paste", ({ target, clipboardData }) => {
  const text = clipboardData?.getData("text/plain").replaceAll("\r\n", "\n");
  if (copied?.text === text && held.has(target.name)) expect(target, text, copied.spans);
});

takeUp();
