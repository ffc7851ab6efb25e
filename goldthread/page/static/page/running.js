// What paper needs. At the head and foot of every printed page: whose record it is and whose paper, when and by whom it was
// printed. Only a margin box repeats, and only a sheet can fill one.
import "./unfolding.js";

const told = document.querySelector("[data-running]").dataset;
const places = { "top-left": told.running, "top-right": told.agency, "bottom-left": told.printed };
const box = (place, content) => `@${place} { content: ${content}; font: 9pt system-ui, sans-serif; }`;
const boxes = Object.entries(places).filter(([, text]) => text).map(([place, text]) => box(place, `"${CSS.escape(text)}"`));
if (told.pageOf) {
  // As the PDF says it, with the numbers that the browser counts.
  const counts = { "{page}": "counter(page)", "{pages}": "counter(pages)" };
  const parts = told.pageOf.split(/(\{pages?\})/).filter(Boolean);
  boxes.push(box("bottom-right", parts.map((part) => counts[part] ?? `"${CSS.escape(part)}"`).join(" ")));
}
const sheet = new CSSStyleSheet();
sheet.replaceSync(`@page { ${boxes.join(" ")} }`);
document.adoptedStyleSheets.push(sheet);
