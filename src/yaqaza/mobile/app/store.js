// What the phone holds, in IndexedDB. Rows are sealed and belong to an owner; clear are only an id, the owner's print and what a row
// says in `clear`. The key stays on the phone (it cannot be read out) from signing in until signing out, and a day and a night at most.
import { Drafts } from "../../questionnaires/filler/drafts.js";
import { Seal, asked, done } from "../../questionnaires/filler/sealing.js";

export const NAME = "yaqaza-field";
const TABLES = ["records", "acts", "files", "drafts", "forms"];
const KEPT_OPEN = 36 * 3600 * 1000; // milliseconds without the server until one signs in again

export class Store {
  static async open() {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("meta");
      for (const table of TABLES) request.result.createObjectStore(table, { keyPath: ["owner", "id"] });
    };
    const store = new Store();
    store.db = await asked(request);
    store.db.onversionchange = () => store.db.close(); // another page deletes it or brings a newer shape
    return store;
  }

  meta(name) {
    return asked(this.db.transaction("meta").objectStore("meta").get(name));
  }

  async names(prefix) {
    return (await asked(this.db.transaction("meta").objectStore("meta").getAllKeys())).filter((name) => name.startsWith(prefix));
  }

  async note(name, value) {
    const change = this.db.transaction("meta", "readwrite");
    if (value === undefined) change.objectStore("meta").delete(name);
    else change.objectStore("meta").put(value, name);
    await done(change);
  }

  // Opens what whoever sits here may read; false when nobody is signed in on this phone, or too long ago.
  async unlock(now = Date.now()) {
    const seat = await this.meta("seat");
    if (!seat || now > seat.until || now < seat.since - 864e5) return false;
    this.#take(seat);
    return true;
  }

  // Somebody is signed in, as the server says: `told` is its answer. The same user finds what was there.
  async sit(told, now = Date.now()) {
    const seal = await Seal.from(told.vault);
    const seat = { key: seal.key, owner: seal.owner, since: now, until: now + KEPT_OPEN, name: told.name, username: told.username, fills: told.fills };
    await this.note("seat", seat);
    this.#take(seat);
    if (!(await this.meta(`phone:${seal.owner}`))) await this.note(`phone:${seal.owner}`, { phone: crypto.randomUUID(), cursor: 0, synced: 0 });
  }

  #take(seat) {
    this.seat = seat;
    this.owner = seat.owner;
    this.seal = new Seal(seat.key, seat.owner);
  }

  // Whether the one who sits here still does: other pages sign out too, and others in.
  async stands(now = Date.now()) {
    const seat = await this.meta("seat");
    return seat?.owner === this.owner && now <= seat.until;
  }

  // The server has just answered this user: the seat is counted from now.
  async prolong(now = Date.now()) {
    const meta = this.db.transaction("meta", "readwrite").objectStore("meta");
    const seat = await asked(meta.get("seat"));
    if (seat?.owner === this.owner) await asked(meta.put({ ...seat, until: now + KEPT_OPEN }, "seat"));
  }

  // Signed out: without the key all that stays is noise. The seat of somebody who came in by another page stays theirs.
  async leave() {
    const seat = await this.meta("seat");
    if (!this.owner || seat?.owner === this.owner) await this.note("seat", undefined);
    this.seat = this.seal = this.owner = null;
  }

  phone() {
    return this.meta(`phone:${this.owner}`);
  }

  async noted(values) {
    const name = `phone:${this.owner}`;
    const meta = this.db.transaction("meta", "readwrite").objectStore("meta");
    const before = await asked(meta.get(name));
    await asked(meta.put({ ...before, ...values }, name));
  }

  async all(table) {
    const rows = await asked(this.db.transaction(table).objectStore(table).getAll(IDBKeyRange.bound([this.owner], [this.owner, []])));
    return Promise.all(rows.map(async (row) => ({ ...(await this.seal.read(row)), ...clear(row) })));
  }

  async get(table, id) {
    const row = await asked(this.db.transaction(table).objectStore(table).get([this.owner, id]));
    return row ? { ...(await this.seal.read(row)), ...clear(row) } : null;
  }

  count(table) {
    return asked(this.db.transaction(table).objectStore(table).count(IDBKeyRange.bound([this.owner], [this.owner, []])));
  }

  // A file's bytes, as they were put.
  async bytes(id) {
    const row = await asked(this.db.transaction("files").objectStore("files").get([this.owner, id]));
    return row ? this.seal.open(row) : null;
  }

  put(table, id, value, more = {}) {
    return this.change([{ table, id, value, more }]);
  }

  drop(table, id) {
    return this.change([{ table, id }]);
  }

  // Writes all or nothing. Each change: {table, id, value | bytes, more} puts, {table, id} drops, {table, all: true} empties.
  async change(changes, phone = null) {
    const ready = await Promise.all(changes.map((each) => this.#ready(each)));
    const now = phone && { ...(await this.phone()), ...phone };
    const tables = [...new Set([...changes.map((each) => each.table), ...(phone ? ["meta"] : [])])];
    if (!tables.length) return;
    const write = this.db.transaction(tables, "readwrite");
    for (const { table, id, row, all } of ready) {
      const rows = write.objectStore(table);
      if (all) rows.delete(IDBKeyRange.bound([this.owner], [this.owner, []]));
      else if (row) rows.put(row);
      else rows.delete([this.owner, id]);
    }
    if (phone) write.objectStore("meta").put(now, `phone:${this.owner}`);
    await done(write);
  }

  async #ready({ table, id, value, bytes, more = {}, all = false }) {
    if (value === undefined && bytes === undefined) return { table, id, all };
    const sealed = bytes === undefined ? await this.seal.told(value) : await this.seal.bytes(bytes);
    return { table, id, row: { ...more, owner: this.owner, id, ...sealed } };
  }

  // What other users of this phone have not sent, by number of acts: they are told to sign in, nothing of it can be read.
  async foreign() {
    const keys = await asked(this.db.transaction("acts").objectStore("acts").getAll());
    return keys.filter((row) => row.owner !== this.owner && row.open).length;
  }

  // Every user of this phone, by their print, with the phone that the server knows.
  async phones() {
    const names = await this.names("phone:");
    return Promise.all(names.map(async (name) => ({ owner: name.slice(6), ...(await this.meta(name)) })));
  }

  // Deletes all that is held for an owner, their key first.
  async wipe(owner = this.owner) {
    const seat = await this.meta("seat");
    const write = this.db.transaction(["meta", ...TABLES], "readwrite");
    if (seat?.owner === owner) write.objectStore("meta").delete("seat");
    write.objectStore("meta").delete(`phone:${owner}`);
    for (const table of TABLES) write.objectStore(table).delete(IDBKeyRange.bound([owner], [owner, []]));
    await done(write);
    await wipeAnswers(owner);
    if (owner === this.owner) this.seat = this.seal = this.owner = null;
  }
}

function clear({ iv, sealed, owner, ...rest }) {
  return rest;
}

// The drafts of questionnaires, which the pages with network keep in a store of their own.
async function wipeAnswers(owner) {
  const drafts = await Drafts.open({ owner });
  if (!drafts) return;
  const rows = await asked(drafts.db.transaction("drafts").objectStore("drafts").index("owner").getAllKeys(owner));
  for (const id of rows) await drafts.drop(id);
  drafts.db.close();
}
