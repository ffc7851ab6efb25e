// Signing in by passkey, and adding one.
import { createCredential, getAssertion, isAvailable, post } from "./webauthn.js";

const state = document.getElementById("passkey-state");
const token = document.querySelector("main [name=csrfmiddlewaretoken]")?.value;

async function ceremony(say, ask, more) {
  state.textContent = "";
  try {
    const { told: options } = await post(say.options, token);
    const answer = await ask(options);
    const { ok, told } = await post(say.answer, token, more ? { ...more(), answer } : answer);
    if (ok) location.assign(told.go);
    else state.textContent = told.sentence;
  } catch {
    state.textContent = say.unavailable;
  }
}

const signIn = document.getElementById("passkey-sign-in");
if (signIn && isAvailable()) {
  signIn.hidden = false;
  signIn.addEventListener("click", () => ceremony(signIn.dataset, getAssertion));
}

const adding = document.getElementById("new-passkey");
adding?.addEventListener("submit", (event) => {
  event.preventDefault();
  ceremony(adding.dataset, createCredential, () => ({ name: adding.elements.name.value }));
});
