// For every page of somebody signed in: counts what lies on this device only, sends it, and asks before signing out.
import * as outbox from "./outbox.js";
import { sendAll } from "./sending.js";

const { person, keeps, writes, idle } = document.getElementById("device").dataset;
const banner = document.getElementById("unsent");
const say = banner.dataset;
const dialog = document.getElementById("signing-out");
const signOut = document.querySelector("form[action='/sign-out/']");
const PATIENCE = 8000; // what is younger is being saved as it is typed
const AGAIN = 30000;

let editing = null; // what the editor adds, on its page
let failed = false;
let soon = 0;

const words = (count, one, more) => (count === 1 ? one : more.replace("{n}", String(count)));

async function tell() {
  clearTimeout(soon);
  const rows = await outbox.rows(person);
  const waiting = new Set(rows.filter((row) => failed || Date.now() - row.since > PATIENCE).map((row) => row.draft));
  banner.hidden = waiting.size === 0;
  const text = words(waiting.size, say.one, say.more);
  const place = document.getElementById("unsent-count");
  if (place.textContent !== text) place.textContent = text;
  if (rows.length > 0) soon = setTimeout(tell, PATIENCE);
}

function why({ why: reason, sentence }) {
  return sentence || { offline: say.offline, "signed-out": say.signedOut, gone: say.gone, unreadable: say.unreadable }[reason];
}

async function sendNow() {
  if (editing) await editing.save();
  const results = await sendAll(person, say.begun, editing?.ownWindow);
  const stuck = results.find((each) => !each.ok);
  failed = Boolean(stuck);
  document.getElementById("unsent-why").textContent = stuck ? why(stuck) : "";
  const beside = results.find((each) => each.ok && each.told.beside);
  if (beside) {
    const notice = document.getElementById("sent-beside");
    notice.querySelector("a").href = `/drafts/${beside.row.draft}/versions/`;
    notice.hidden = false;
  }
  if (!keeps && (await outbox.rows(person)).length === 0) await outbox.forget(person);
  await tell();
  return !stuck;
}

async function sendQuietly() {
  const rows = await outbox.rows(person);
  if (rows.some((row) => row.window !== editing?.ownWindow)) await sendNow();
}

async function leave(isKept) {
  if (isKept) await outbox.know(person, { isOut: true });
  else await outbox.forget(person);
  signOut.removeEventListener("submit", ask, { capture: true });
  signOut.requestSubmit();
}

async function ask(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const rows = await outbox.rows(person);
  if (rows.length === 0) return leave(false);
  document.getElementById("left-behind").replaceChildren(...(await Promise.all(rows.map(lineOf))));
  document.getElementById("signing-out-why").textContent = "";
  if (!dialog.open) dialog.showModal();
}

async function lineOf(row) {
  const line = document.getElementById("left-behind-line").content.firstElementChild.cloneNode(true);
  const told = await outbox.read(row).catch(() => ({ title: say.unreadable }));
  line.querySelector("bdi").textContent = told.title;
  const button = line.querySelector("button");
  button.append(Object.assign(document.createElement("span"), { className: "sr-only", textContent: `: ${told.title}` }));
  button.addEventListener("click", async () => {
    await outbox.remove(row, Infinity);
    line.remove();
    if ((await outbox.rows(person)).length === 0) leave(false);
  });
  return line;
}

dialog.addEventListener("close", async () => {
  if (dialog.returnValue === "keep") return leave(true);
  if (dialog.returnValue !== "send") return;
  await sendNow();
  if ((await outbox.rows(person)).length === 0) return leave(false);
  await ask(new Event("submit"));
  document.getElementById("signing-out-why").textContent = document.getElementById("unsent-why").textContent;
});

// The installed page: kept by a worker where the agency lets the device keep anything.
async function install() {
  if (!("serviceWorker" in navigator)) return;
  if (keeps) return navigator.serviceWorker.register("/sw.js", { scope: "/" });
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}

export async function start(part = null) {
  install().catch(() => {}); // a browser that refuses the worker still has the pages
  editing = part;
  const isPossible = await outbox.isPossible();
  const sentence = isPossible ? say.off : say.impossible;
  await editing?.start({ person, isPossible, keeps: keeps && isPossible, sentence, begun: say.begun });
  if (!isPossible) return;
  signOut.addEventListener("submit", ask, { capture: true });
  if (keeps) await outbox.know(person, { isOut: false, writes, idle: Number(idle), active: Date.now(), keeps: true });
  else if ((await outbox.people()).some((each) => each.id === person)) await outbox.know(person, { keeps: false });
  outbox.onChange(tell);
  document.getElementById("send-now").addEventListener("click", sendNow);
  for (const back of ["online", "session-renewed"]) addEventListener(back, sendQuietly);
  addEventListener("note-unsent", () => {
    if (!failed) navigator.storage?.persist?.().catch(() => {}); // or a browser short of room may clear it away
    failed = true;
    tell();
  });
  if (keeps) for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, atWork, { capture: true, passive: true });
  setInterval(sendQuietly, AGAIN);
  await sendQuietly();
  await tell();
}

// Without signal nobody can sign in again, so the page that opens then asks how long ago this person was at work here.
let heard = Date.now();
function atWork() {
  if (Date.now() - heard < 15000 || document.documentElement.classList.contains("locked")) return;
  heard = Date.now();
  outbox.know(person, { active: heard });
}
