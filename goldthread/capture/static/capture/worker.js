// Keeps the page that opens without signal, and its files; nothing else is ever kept, least of all a page with a name on it.
// VERSION and FILES stand above, written by the server.

const SHELL = `shell-${VERSION}`;
const PAGE = "/offline/";

async function fetched(address) {
  const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(`${address} cannot be kept`);
  return answer;
}

async function keep() {
  const shell = await caches.open(SHELL);
  await Promise.all([PAGE, ...FILES].map(async (address) => shell.put(address, await fetched(address))));
}

async function clear() {
  for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The network decides; a gateway that answers for a server that is not there counts as none.
async function opened(event) {
  try {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    if (answer.status !== 502 && answer.status !== 504) return answer;
  } catch {}
  return (await caches.match(PAGE)) || Response.error();
}

async function file(request) {
  return (await caches.match(request)) || fetch(request);
}

self.addEventListener("install", (event) => {
  // A form goes straight to the server: it need not wait until this wakes up.
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  self.skipWaiting();
  event.waitUntil(keep());
});
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(opened(event));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});
