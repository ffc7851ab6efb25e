// Signing by passkey: the browser signs the digest of exactly what stands on the page.
import { getAssertion, isAvailable } from "./webauthn.js";

const form = document.getElementById("sign");
const button = document.getElementById("use-passkey");
const state = document.getElementById("sign-state");
let sent = false;

form.addEventListener("submit", async (event) => {
  if (sent) return event.preventDefault();
  if (!button || event.submitter !== button) return void (sent = true);
  event.preventDefault();
  state.textContent = "";
  try {
    if (!isAvailable()) throw new Error("no passkeys here");
    form.elements.passkey.value = JSON.stringify(await getAssertion(JSON.parse(form.dataset.options)));
    sent = true;
    form.submit();
  } catch {
    state.textContent = form.dataset.unavailable;
  }
});
