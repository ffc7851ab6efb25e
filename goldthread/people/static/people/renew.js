// An ended session is taken up again in a dialog on the same page: what was typed stays where it is.
import { post } from "./webauthn.js";

let asking = null;

export function renew() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

function ask() {
  const dialog = document.getElementById("renew");
  const form = dialog.querySelector("form");
  const state = dialog.querySelector("[role=alert]");
  return new Promise((resolve) => {
    const done = (token) => {
      form.onsubmit = dialog.onclose = null;
      dialog.close();
      form.reset();
      resolve(token);
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const { login, password, code, csrfmiddlewaretoken } = form.elements;
      const body = { login: login.value, password: password.value, code: code.value };
      try {
        const { ok, told } = await post(form.action, csrfmiddlewaretoken.value, body);
        if (!ok) {
          state.textContent = told.sentence;
          if (told.needs_code) code.closest(".field").hidden = false;
          return;
        }
        csrfmiddlewaretoken.value = told.csrf;
        done(told.csrf);
      } catch {
        state.textContent = form.dataset.offline;
      }
    };
    dialog.onclose = () => done(null);
    dialog.showModal();
  });
}
