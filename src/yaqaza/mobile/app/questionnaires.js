// Questionnaires that can be filled in without network: what each needs is fetched once and kept sealed; answers that wait are sent.
import { Drafts } from "../../questionnaires/filler/drafts.js";
import { send } from "../../questionnaires/filler/sending.js";

const AGAIN = 3600_000; // milliseconds until one asks whether there are others
const SOONER = 10 * 60_000; // where one could not be had
const MOST = 40 * 1024 * 1024; // bytes of forms and their files that a phone keeps

// Fetches those that are offered and forgets the others. A version that was published never changes; lists of people are fetched anew.
export async function fetchForms(app, { always = false } = {}) {
  const { store } = app;
  if (!store.seat.fills) return forget(store);
  const last = (await store.phone()).forms ?? 0;
  if (await store.count("forms")) app.worker.keepForms(); // a download that was cut is begun again
  if (!always && Date.now() - last < AGAIN) return;
  const response = await fetch(app.addresses.forms, { redirect: "manual", cache: "no-store" });
  if (response.status === 403) return forget(store);
  if (!response.ok) return;
  const { forms, words } = await response.json();
  const held = new Map((await store.all("forms")).map((each) => [each.id, each]));
  let [room, failed] = [MOST, false];
  for (const told of forms) {
    const known = held.get(told.version);
    held.delete(told.version);
    try {
      room -= await keep(store, told, words, known, room);
    } catch (error) {
      failed = true; // one that cannot be had now holds up no other
      console.warn("A questionnaire is not up to date.", error);
    }
  }
  const used = new Set((await drafts(store)).map((each) => each.version)); // what was begun is ended in its own version
  await store.change([...held.keys()].filter((id) => !used.has(id)).map((id) => ({ table: "forms", id })));
  await store.noted({ forms: failed ? Date.now() - AGAIN + SOONER : Date.now() });
  if (forms.length) app.worker.keepForms();
}

// Who may no longer fill them in keeps none of their lists of people.
function forget(store) {
  return store.change([{ table: "forms", all: true }]);
}

async function keep(store, told, words, known, room) {
  const lists = Object.entries(told.media).filter(([, address]) => address.includes("/lists/"));
  const wanted = known ? lists : Object.entries(told.media);
  const form = known?.form ?? (await text(told.form));
  const media = new Map(known?.media ?? []);
  let weight = form.length;
  for (const [name, address] of wanted) {
    const response = await fetch(address, { redirect: "manual", cache: "no-store" });
    if (!response.ok) throw new Error(`${response.status}`);
    const bytes = await response.arrayBuffer();
    weight += bytes.byteLength;
    if (weight > room) return 0;
    media.set(name, { type: response.headers.get("Content-Type") ?? "", bytes: packed(bytes) });
  }
  const value = { title: told.title, package: told, words, form, media: [...media] };
  await store.put("forms", told.version, value);
  return weight;
}

async function text(address) {
  const response = await fetch(address, { redirect: "manual" });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

// Bytes as text that JSON holds, and back.
function packed(bytes) {
  let signs = "";
  for (const part of new Uint8Array(bytes)) signs += String.fromCharCode(part);
  return btoa(signs);
}

export async function heldForm(store, version) {
  const held = await store.get("forms", version);
  const unpacked = ([name, { type, bytes }]) => [name, { type, bytes: Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)) }];
  return held && { ...held, media: held.media.map(unpacked) };
}

// The drafts of this user, the newest first: {id, version, form, title, ready, at}.
export async function drafts(store) {
  const held = await Drafts.open(store.seal);
  return held ? held.list() : [];
}

// Sends answers that were ready when there was no network. Those that the server refuses stay, for their author to open.
export async function sendAnswers(app) {
  const held = await Drafts.open(app.store.seal);
  const ready = held ? (await held.list()).filter((each) => each.ready) : [];
  if (!ready.length) return 0;
  const { token } = await app.syncing().me();
  let sent = 0;
  for (const { id } of ready) {
    const { xml, files } = await held.get(id);
    const { problem } = await send({ door: app.told.door, token, xml, files });
    if (problem === "offline" || problem === "signed_out") break;
    if (problem) continue;
    await held.drop(id);
    sent += 1;
  }
  return sent;
}
