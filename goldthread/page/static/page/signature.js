// Draws a signature as lines in whole units of the field; what is drawn goes with the form, and nothing of it is kept here.

const field = document.getElementById("field");
const kept = document.querySelector("[name=strokes]");
const size = { x: Number(field.dataset.width), y: Number(field.dataset.height) };
const lines = kept.value ? JSON.parse(kept.value) : [];
const NAMESPACE = "http://www.w3.org/2000/svg";
const sheet = document.createElementNS(NAMESPACE, "svg");
let drawing = null;

function draw(line) {
  const shape = document.createElementNS(NAMESPACE, "polyline");
  sheet.append(shape);
  extend(shape, line);
  return shape;
}

function extend(shape, line) {
  const pairs = [];
  for (let at = 0; at < line.length; at += 2) pairs.push(`${line[at]},${line[at + 1]}`);
  shape.setAttribute("points", pairs.join(" "));
}

function place(event) {
  const box = field.getBoundingClientRect();
  const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  return [
    within(((event.clientX - box.left) / box.width) * size.x, size.x),
    within(((event.clientY - box.top) / box.height) * size.y, size.y),
  ];
}

field.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  field.setPointerCapture(event.pointerId);
  const line = place(event);
  drawing = { line, shape: draw(line) };
  lines.push(line);
});
field.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  drawing.line.push(...place(event));
  extend(drawing.shape, drawing.line);
});
for (const end of ["pointerup", "pointercancel"]) {
  field.addEventListener(end, () => {
    drawing = null;
    kept.value = JSON.stringify(lines);
  });
}
document.getElementById("clear").addEventListener("click", () => {
  lines.length = 0;
  kept.value = "";
  sheet.replaceChildren();
});

sheet.setAttribute("viewBox", `0 0 ${size.x} ${size.y}`);
field.append(sheet);
document.getElementById("pad").hidden = false;
lines.forEach(draw);

// A name is written only for somebody who is not on the list.
const signer = document.getElementById("signer");
const other = document.getElementById("else");
function named() {
  other.hidden = signer.value !== "";
  for (const each of other.querySelectorAll("input, select")) each.disabled = other.hidden;
}
signer.addEventListener("change", named);
named();
