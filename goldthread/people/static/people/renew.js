// An ended session is taken up again in a dialog on the same page: what was typed stays where it is.
import { getAssertion, isAvailable, post } from "./webauthn.js";

let asking = null;

export function renew() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

function ask() {
  const dialog = document.getElementById("renew");
  const form = dialog.querySelector("form");
  const state = dialog.querySelector("[role=alert]");
  const passkey = document.getElementById("renew-passkey");
  const { login, password, code, csrfmiddlewaretoken } = form.elements;
  return new Promise((resolve) => {
    const done = (token) => {
      form.onsubmit = passkey.onclick = dialog.onclose = null;
      dialog.close();
      form.reset();
      code.closest(".field").hidden = true;
      state.textContent = "";
      resolve(token);
    };
    const answered = ({ ok, told }) => {
      if (ok) return done(told.csrf);
      state.textContent = told.sentence;
      if (told.needs_code) {
        code.closest(".field").hidden = false;
        code.focus();
      }
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const body = { login: login.value, password: password.value, code: code.value };
      try {
        answered(await post(form.action, csrfmiddlewaretoken.value, body));
      } catch {
        state.textContent = form.dataset.offline;
      }
    };
    passkey.onclick = async () => {
      state.textContent = "";
      try {
        const answer = await getAssertion(await passkeyOptions(form));
        answered(await post(form.dataset.passkey, csrfmiddlewaretoken.value, { login: login.value, answer }));
      } catch {
        state.textContent = form.dataset.unavailable;
      }
    };
    dialog.onclose = () => done(null);
    dialog.showModal();
    offerPasskey(form, passkey);
  });
}

async function passkeyOptions(form) {
  return (await post(form.dataset.options, form.elements.csrfmiddlewaretoken.value)).told.options;
}

// Shown where the browser can and the server knows of one; without a connection it waits for the next time.
async function offerPasskey(form, passkey) {
  if (isAvailable()) passkey.hidden = !(await passkeyOptions(form).catch(() => null));
}
