// Paper cannot be unfolded: what is folded in a note is printed with it, and what else is told in full.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".note details, details.told")) folded.open = true;
});
