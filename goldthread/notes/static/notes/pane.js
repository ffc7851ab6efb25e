// Earlier notes beside the text, or in a sheet under it on a phone; what stands in it stays when it is closed. Where there is
// room beside the text they stand there by themselves, once the page is there, until somebody closes them.
import { offer } from "./carry.js";

const form = document.getElementById("note");
const pane = document.getElementById("pane");
const seek = document.getElementById("pane-seek");
const opener = document.getElementById("open-pane");
const wide = matchMedia("(min-width: 76rem)");
let returnTo = null; // the field somebody wrote in
let isFresh = false; // whether what stands here is of the clients that are ticked
let scrolled = 0;
let byItself = false; // nobody asked for it: where the window becomes narrow it goes as it came
const CLOSED = "earlier-notes-closed"; // on this device, on a wide screen

const load = () => {
  isFresh = true;
  seek.dispatchEvent(new Event("load-earlier"));
};

function show(isOpen) {
  pane.hidden = !isOpen;
  document.documentElement.classList.toggle("with-pane", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
  if (isOpen && !isFresh) load();
}

function open() {
  returnTo = form.contains(document.activeElement) ? document.activeElement : returnTo;
  byItself = false;
  if (wide.matches) localStorage.removeItem(CLOSED);
  show(true);
  pane.scrollTop = scrolled;
  // On a phone the keyboard would rise over the sheet, so nobody is put into the field that seeks.
  (wide.matches ? document.getElementById("pane-find") : pane).focus({ preventScroll: true });
  if (!wide.matches) returnTo?.scrollIntoView({ block: "center" });
}

export function close() {
  if (pane.hidden) return false;
  scrolled = pane.scrollTop;
  if (wide.matches) localStorage.setItem(CLOSED, "yes");
  show(false);
  (returnTo?.isConnected && returnTo !== opener ? returnTo : opener).focus({ preventScroll: true });
  return true;
}

// From the text into the pane, and back; it stays open beside the text.
export function toggle() {
  if (pane.hidden || !pane.contains(document.activeElement)) return open();
  if (returnTo?.isConnected) returnTo.focus();
  else close();
}

pane.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-use]") || !target.value) return;
  const field = form.elements[target.value];
  const note = target.closest("[data-note]");
  const words = target.closest("section").querySelector(".words").textContent;
  target.value = "";
  if (field) offer(field, words, note.dataset.note, note.querySelector("b").textContent);
});
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) returnTo = target;
});
form.addEventListener("note-followed", () => {
  isFresh = false;
  if (!pane.hidden) load();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (close()) event.preventDefault();
});
pane.querySelector("[data-close]").addEventListener("click", close);
opener.addEventListener("click", () => (pane.hidden ? open() : close()));
opener.hidden = false;

function stand() {
  if (!wide.matches && byItself) show(false);
  if (!wide.matches || !pane.hidden || localStorage.getItem(CLOSED)) return;
  byItself = true;
  show(true);
}

wide.addEventListener("change", stand);
if (document.readyState === "complete") stand();
else addEventListener("load", stand);
