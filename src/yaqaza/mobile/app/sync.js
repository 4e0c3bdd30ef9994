// One sync: acts go there, receipts and changes come back, then the pieces of files. It may be cut at any point and begun again: an act
// leaves the phone only when its receipt is here, the cursor moves only with the records that it stands for.
import { Seal } from "../../questionnaires/filler/sealing.js";

const MOST = 100; // acts a call
const HEAVY = 500_000; // signs of acts a call, far below what the server takes
const PIECE = 256 * 1024;
const PATIENCE = 90_000; // milliseconds
const OVER = ["APPLIED", "SETTLED"]; // nothing is left to do
const REMEMBERED = 3 * 864e5; // how long receipts are shown

export class Stopped extends Error {
  // `how`: "offline" | "signed_out" | "wiped" | "refused" | "broken" | "other"
  constructor(how, why = "") {
    super(how);
    Object.assign(this, { how, why });
  }
}

export class Sync {
  constructor({ store, addresses, fetch = (...told) => globalThis.fetch(...told), estimate = async () => ({}), name = "" }) {
    Object.assign(this, { store, addresses, fetch, estimate, name });
    this.changed = false; // whether something that is shown is another now
  }

  // Answers when all that can be sent is sent and all changes are here; throws Stopped otherwise.
  async run() {
    const { cursor } = await this.store.phone();
    if (!cursor) await this.me(); // before the server knows this phone: is it still the same user who is signed in?
    await this.#all().catch(async (stopped) => {
      if (stopped.how === "refused") await this.#same(); // another's phone is refused too
      throw stopped;
    });
    await this.#tidy();
    await this.store.noted({ synced: Date.now() });
    await this.store.prolong();
  }

  async #all() {
    await this.#acts();
    if (await this.#files()) await this.#acts(); // acts that waited for a file are done now
  }

  // Throws when it is another who is signed in, or nobody.
  async #same() {
    await this.me().catch((stopped) => {
      if (["other", "signed_out"].includes(stopped.how)) throw stopped;
    });
  }

  // Who is signed in now. Another one than whose store this is never sends what is in it.
  async me(patience = PATIENCE) {
    const response = await this.#ask(this.addresses.me, { signal: AbortSignal.timeout(patience) });
    const told = await response.json();
    if (this.store.owner && (await Seal.from(told.vault)).owner !== this.store.owner) throw new Stopped("other");
    return told;
  }

  async #acts() {
    const tried = new Set();
    for (let more = true; more; ) {
      const kept = (await this.store.all("acts")).filter((act) => act.state === "KEPT" && !tried.has(act.id)).sort(byTime);
      const now = batch(kept);
      for (const act of now) tried.add(act.id);
      const answer = await this.#call(now);
      more = answer.more || kept.length > now.length;
    }
  }

  async #call(acts) {
    const { phone, cursor } = await this.store.phone();
    const rows = await this.store.all("acts");
    const { usage = 0, quota = 0 } = await this.estimate();
    const open = rows.filter((act) => !OVER.includes(act.state) && act.state !== "KEPT").map((act) => act.id);
    const body = {
      now: new Date().toISOString(), name: this.name, cursor, stored: usage, quota, open: open.slice(-200),
      waiting: rows.filter((act) => act.state === "KEPT").length,
      operations: acts.map(({ id, kind, at, data, after }) => ({ uuid: id, kind, at, data, after })),
    };
    const response = await this.#ask(this.addresses.sync, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Yaqaza-Phone": phone } });
    const answer = await response.json();
    if (answer.wipe) await this.#wipe(phone);
    this.changed ||= Boolean(answer.receipts.length || answer.put.length || answer.gone.length);
    await this.#receipts(answer.receipts, rows);
    const put = answer.put.map(({ uuid, ...value }) => ({ table: "records", id: uuid, value }));
    const gone = answer.gone.map((uuid) => ({ table: "records", id: uuid }));
    await this.store.change([...(answer.anew ? [{ table: "records", all: true }] : []), ...gone, ...put], { cursor: answer.cursor });
    return answer;
  }

  async #wipe(phone) {
    await this.store.note(`wiped:${phone}`, true);
    await this.store.wipe();
    await this.sayWiped();
    throw new Stopped("wiped");
  }

  // Says which phones were emptied here, until the server has heard it.
  async sayWiped() {
    for (const name of await this.store.names("wiped:")) {
      const answer = await this.fetch(`${this.addresses.phones}${name.slice(6)}/wiped/`, { method: "POST" }).catch(() => null);
      if (answer?.ok) await this.store.note(name, undefined);
    }
  }

  // What was done loses its content; what was not keeps it until somebody has settled it.
  async #receipts(receipts, rows) {
    const known = new Map(rows.map((act) => [act.id, act]));
    const changes = receipts.filter(({ uuid }) => known.has(uuid)).map(({ uuid, state, why = "" }) => {
      const { id, open, ...act } = known.get(uuid);
      const left = OVER.includes(state) ? { kind: act.kind, at: act.at, about: act.about, state, why, received: Date.now() } : { ...act, state, why, received: Date.now() };
      return { table: "acts", id, value: left, more: { open: !OVER.includes(state) } };
    });
    await this.store.change(changes);
  }

  // Sends what the server has not of each file, from where it stands. Says whether one became whole. One that the server does not take
  // holds up no other.
  async #files() {
    const acts = new Map((await this.store.all("acts")).map((act) => [act.id, act]));
    let whole = false;
    for (const { id, act, size } of await this.#rows()) {
      const state = acts.get(act)?.state;
      if (!state || OVER.includes(state) || state === "KEPT") continue;
      const arrived = await this.#file(id, size).catch((stopped) => {
        if (["refused", "broken"].includes(stopped.how)) return false;
        throw stopped;
      });
      if (arrived && state !== "WAITING") await this.store.drop("files", id);
      whole ||= arrived;
    }
    return whole;
  }

  // Files without their bytes, which are opened one at a time.
  async #rows() {
    const request = this.store.db.transaction("files").objectStore("files").getAll(IDBKeyRange.bound([this.store.owner], [this.store.owner, []]));
    const rows = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return rows.map(({ id, act, size }) => ({ id, act, size }));
  }

  async #file(id, size) {
    const { phone } = await this.store.phone();
    const address = `${this.addresses.files}${id}/`;
    const asked = await this.#ask(address, { method: "HEAD", headers: { "X-Yaqaza-Phone": phone } });
    let offset = Number(asked.headers.get("Upload-Offset"));
    const bytes = await this.store.bytes(id);
    for (let stuck = 0; offset < size && stuck < 3; ) {
      const headers = { "X-Yaqaza-Phone": phone, "Content-Type": "application/octet-stream", "Upload-Length": size, "Upload-Offset": offset };
      const answer = await this.#ask(address, { method: "PATCH", headers, body: bytes.slice(offset, offset + PIECE) });
      const reached = Number(answer.headers.get("Upload-Offset"));
      stuck = reached > offset ? 0 : stuck + 1;
      offset = reached;
    }
    return offset >= size;
  }

  // A file goes when what names it is done; receipts that are old are no longer shown.
  async #tidy() {
    const acts = new Map((await this.store.all("acts")).map((act) => [act.id, act]));
    const over = ({ act }) => !acts.has(act) || OVER.includes(acts.get(act).state);
    const files = (await this.#rows()).filter(over).map(({ id }) => ({ table: "files", id }));
    const old = [...acts.values()].filter((act) => OVER.includes(act.state) && Date.now() - act.received > REMEMBERED);
    await this.store.change([...files, ...old.map(({ id }) => ({ table: "acts", id }))]);
  }

  async #ask(address, options) {
    let response;
    try {
      response = await this.fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
    } catch {
      throw new Stopped("offline");
    }
    if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("signed_out");
    if (response.ok) return response;
    const told = await response.json().catch(() => ({}));
    throw new Stopped(response.status === 403 ? "refused" : "broken", told.why ?? "");
  }
}

export function byTime(one, other) {
  return one.id < other.id ? -1 : 1;
}

// As many acts, the first done first, as go into one call.
export function batch(acts) {
  let signs = 0;
  const now = [];
  for (const act of acts.slice(0, MOST)) {
    signs += JSON.stringify(act.data).length + 200;
    if (now.length && signs > HEAVY) break;
    now.push(act);
  }
  return now;
}
