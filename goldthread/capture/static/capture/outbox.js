// What was typed and has not reached the server, on this device, encrypted: one row a person, draft and window.
// The key is made here, cannot be taken out of the browser, and belongs to one person; each row is bound to its person,
// draft and window, so that it opens as nobody else's and as no other note.

const PEOPLE = "people";
const UNSENT = "unsent";
const strict = { durability: "strict" }; // on the disk before it is said to be kept

const windows = "BroadcastChannel" in window ? new BroadcastChannel("device") : null;
let opened;

// Whether this browser can keep anything: it may lack the means, or refuse them in a private window.
export async function isPossible() {
  if (!("indexedDB" in window) || !window.crypto?.subtle || !crypto.randomUUID) return false;
  return database().then(() => true, () => false);
}

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("goldthread", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(PEOPLE, { keyPath: "id" });
      asked.result.createObjectStore(UNSENT, { keyPath: ["person", "draft", "window"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

// One transaction on one store; `act` gives the request whose result is wanted, and may write in its success.
async function within(name, mode, act) {
  const held = (await database()).transaction(name, mode, mode === "readwrite" ? strict : undefined);
  const asked = act(held.objectStore(name));
  return new Promise((resolve, reject) => {
    held.oncomplete = () => resolve(asked.result);
    held.onabort = () => reject(held.error);
  });
}

const change = (name, id, made) =>
  within(name, "readwrite", (store) => {
    const asked = store.get(id);
    asked.onsuccess = () => {
      const row = made(asked.result);
      if (row === null) store.delete(id);
      else if (row) store.put(row);
    };
    return asked;
  });

const ofPerson = (person) => IDBKeyRange.bound([person], [person, []]);
const idOf = ({ person, draft, window }) => [person, draft, window];
const bound = (row) => new TextEncoder().encode(JSON.stringify(idOf(row)));

// Hears of every change of the outbox, in whichever window.
export function onChange(act) {
  windows?.addEventListener("message", act);
  addEventListener("outbox-changed", act);
}

function changed() {
  windows?.postMessage("changed");
  dispatchEvent(new Event("outbox-changed"));
}

export const people = () => within(PEOPLE, "readonly", (store) => store.getAll());
export const rows = (person) => within(UNSENT, "readonly", (store) => store.getAll(ofPerson(person)));

// What this device knows of a person: when they were last at work, and whether they signed out.
export const know = (person, told) => change(PEOPLE, person, (row) => ({ id: person, ...row, ...told }));

async function keyOf(person) {
  const standing = await within(PEOPLE, "readonly", (store) => store.get(person));
  if (standing?.key) return standing.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Of two windows that make a key at once, the first one's is both windows' key.
  await change(PEOPLE, person, (row) => (row?.key ? undefined : { id: person, ...row, key: made }));
  return (await within(PEOPLE, "readonly", (store) => store.get(person))).key;
}

// Keeps a state of a note; a later one of the same window takes its place, an earlier one never does. `from` is the row that
// somebody went on from in another window: it goes in the same breath, unless it was written on meanwhile.
export async function keep({ person, draft, window, from }, told) {
  const row = { person, draft, window, turn: told.message.turn, at: Date.now() };
  row.iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv: row.iv, additionalData: bound(row) };
  row.sealed = await crypto.subtle.encrypt(how, await keyOf(person), new TextEncoder().encode(JSON.stringify(told)));
  await within(UNSENT, "readwrite", (store) => {
    const asked = store.get(idOf(row));
    asked.onsuccess = () => {
      const standing = asked.result;
      if (!standing || standing.turn <= row.turn) store.put({ ...row, since: standing?.since ?? from?.since ?? row.at });
      if (from) letGo(store, from);
    };
    return asked;
  });
  changed();
}

function letGo(store, from) {
  const asked = store.get(idOf(from));
  asked.onsuccess = () => {
    if (asked.result && asked.result.turn <= from.turn) store.delete(idOf(from));
  };
}

// What a row holds: { message, title, fields, … } as it was kept; an error where it is not its person's and draft's.
export async function read(row) {
  const how = { name: "AES-GCM", iv: row.iv, additionalData: bound(row) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await keyOf(row.person), row.sealed)));
}

// Lets a row go that the server has; what was typed on meanwhile stays.
export async function remove(row, turn = row.turn) {
  await change(UNSENT, idOf(row), (standing) => (standing && standing.turn <= turn ? null : undefined));
  changed();
}

// Everything of a person, the key as well.
export async function forget(person) {
  await within(UNSENT, "readwrite", (store) => store.delete(ofPerson(person)));
  await within(PEOPLE, "readwrite", (store) => store.delete(person));
  changed();
}
