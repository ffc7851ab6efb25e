// Finds a name among those further down as one types.

const filter = document.getElementById("find-whom");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function narrow() {
  const words = plain(filter.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const line of document.querySelectorAll("#others > label")) {
    line.hidden = !words.every((word) => plain(line.textContent).includes(word));
    shown += line.hidden ? 0 : 1;
  }
  document.getElementById("nobody").hidden = shown > 0;
}

if (filter) {
  filter.closest(".field").hidden = false;
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
