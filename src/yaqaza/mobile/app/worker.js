// The service worker of the field app. It keeps the shell, each version by itself, so that the page and its files are always of one
// version; it never keeps what is about people. It sends what is unsent while no page is open, where the browser wakes it.
import { Store } from "./store.js";
import { Sync } from "./sync.js";

const { SHELL } = self; // what is kept: the first line of this file, written by the server
const KEPT = `yaqaza-shell-${SHELL.version}`;
const FORMS = `yaqaza-forms-${SHELL.forms_version}`;

self.addEventListener("install", (event) => event.waitUntil(keep(KEPT, SHELL.files)));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  const hadForms = names.some((name) => name.startsWith("yaqaza-forms-"));
  if (hadForms && !(await whole())) await keep(FORMS, SHELL.forms).catch(() => null);
  for (const name of names) if (/^yaqaza-(shell|forms)-/.test(name) && ![KEPT, FORMS].includes(name)) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  if (event.data === "take") self.skipWaiting();
  if (event.data === "forms") event.waitUntil(whole().then((has) => has || keep(FORMS, SHELL.forms)).catch(() => null));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === SHELL.app) event.respondWith(held(SHELL.app, request));
  else if (SHELL.files.includes(pathname) || SHELL.forms.includes(pathname)) event.respondWith(held(pathname, request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "yaqaza") event.waitUntil(send());
});

// Whether all that questionnaires need is here: a download that was cut leaves an empty place behind.
async function whole() {
  return Boolean(await caches.match(SHELL.forms.at(-1), { cacheName: FORMS }));
}

async function keep(name, addresses) {
  const cache = await caches.open(name);
  await cache.addAll(addresses.map((address) => new Request(address, { cache: "reload" })));
}

async function held(pathname, request) {
  for (const cacheName of [KEPT, FORMS]) {
    const found = await caches.match(pathname, { cacheName });
    if (found) return found;
  }
  return fetch(request);
}

// A page that is open syncs by itself.
async function send() {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.some((page) => page.visibilityState === "visible")) return;
  await self.navigator.locks.request("yaqaza-sync", async () => {
    const store = await Store.open();
    if (!store || (await store.meta("out")) || !(await store.unlock())) return store?.db.close();
    const root = SHELL.app.replace(/app\/$/, "");
    const addresses = { me: `${root}me/`, sync: `${root}sync/`, phones: `${root}phones/`, files: `${root}files/` };
    const estimate = async () => self.navigator.storage?.estimate?.() ?? {};
    const away = async (stopped) => {
      if (["signed_out", "other"].includes(stopped.how)) await store.leave();
      throw stopped;
    };
    return new Sync({ store, addresses, estimate, name: "" }).run().catch(away).finally(() => store.db.close());
  });
  for (const page of pages) page.postMessage("synced");
}
