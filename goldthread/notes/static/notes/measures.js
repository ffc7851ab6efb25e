// A measure that was chosen stands in the form: it is saved with the rest, and its first field is in hand.
import { form, typed } from "./saving.js";

form.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "measures-offered") detail.target.querySelector("select, button")?.focus();
  if (detail.target.id !== "measures-rows") return;
  document.getElementById("measures-offered").replaceChildren();
  detail.target.lastElementChild.querySelector("select, input:not([type=hidden])")?.focus();
  typed();
});
