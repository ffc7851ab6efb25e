// A draft's name is made here, so that a form sent twice begins one draft; without script the server's name stands.

const names = document.querySelectorAll("input[name=draft]");

// Also when somebody comes back to this page: what is begun then is another note.
addEventListener("pageshow", () => {
  if (crypto.randomUUID) for (const name of names) name.value = crypto.randomUUID();
});

// The kinds of note that hold every word typed, in their title or in what they are for.
const filter = document.getElementById("filter");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function narrow() {
  const words = plain(filter.value).split(/\s+/).filter(Boolean);
  for (const group of document.querySelectorAll("[data-group]")) {
    let shown = 0;
    for (const kind of group.querySelectorAll("li")) {
      kind.hidden = !words.every((word) => plain(kind.textContent).includes(word));
      shown += kind.hidden ? 0 : 1;
    }
    group.hidden = shown === 0;
    if (words.length > 0) group.open = shown > 0;
  }
  const any = document.querySelector("[data-group]:not([hidden])");
  document.getElementById("no-kind").hidden = Boolean(any);
}

if (filter) {
  filter.closest(".field").hidden = false;
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    document.querySelector("[data-group][open]:not([hidden]) li:not([hidden]) button")?.focus();
  });
}
