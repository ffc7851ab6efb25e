// Dictation, only where the browser turns speech into words on this device: what is said never leaves it. Elsewhere there is
// no button, because a recogniser on the network would hear everything about a client.
import { insert } from "./origins.js";

const form = document.getElementById("note");
const button = document.getElementById("dictate");
const Recognition = window.SpeechRecognition;
const page = document.documentElement.lang;
const language = navigator.languages?.find((each) => each.split("-")[0] === page.split("-")[0]) ?? page;
let field = null;
let listening = null;

async function isOnDevice() {
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
  try {
    return (await Recognition.available({ langs: [language], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

function start() {
  const target = field;
  const recognition = Object.assign(new Recognition(), { lang: language, processLocally: true, continuous: true });
  recognition.addEventListener("result", (event) => {
    for (const result of [...event.results].slice(event.resultIndex)) {
      if (result.isFinal) insert(target, result[0].transcript.trim(), { kind: "dictated", gap: " " });
    }
  });
  recognition.addEventListener("end", () => show(null));
  recognition.addEventListener("error", () => show(null));
  recognition.start();
  show(recognition);
}

function show(recognition) {
  listening = recognition;
  button.setAttribute("aria-pressed", String(Boolean(recognition)));
}

export function dictate() {
  if (button.hidden) return;
  if (listening) listening.stop();
  else if (field?.isConnected) start();
}

form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea[data-origins]")) field = target;
});
button.addEventListener("click", dictate);
isOnDevice().then((can) => (button.hidden = !can));
