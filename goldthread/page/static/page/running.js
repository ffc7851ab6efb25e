// What paper needs. At the head of every printed page: whose record it is. Only a margin box repeats, and only a sheet can fill one.
const told = document.querySelector("[data-running]").dataset.running;
const sheet = new CSSStyleSheet();
sheet.replaceSync(`@page { @top-left { content: "${CSS.escape(told)}"; font: 9pt system-ui, sans-serif; } }`);
document.adoptedStyleSheets.push(sheet);

// Paper cannot be unfolded: what is folded in a note is printed with it.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".asked")) folded.open = true;
});
