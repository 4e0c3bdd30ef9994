// The parts of the field app that need no browser: names found however they are written, the order of the road, what was done here over
// what the server said, and one sync against a server that loses answers. Prints one JSON object.
import { whole } from "../../../src/yaqaza/mobile/app/fields.js";
import { uuid7 } from "../../../src/yaqaza/mobile/app/ids.js";
import { between, known } from "../../../src/yaqaza/mobile/app/known.js";
import { ageOf, matches, nameOf } from "../../../src/yaqaza/mobile/app/names.js";
import { Sync, batch } from "../../../src/yaqaza/mobile/app/sync.js";
import { Work } from "../../../src/yaqaza/mobile/app/work.js";

// A store in memory, with the shape of store.js.
class Memory {
  constructor() {
    this.tables = { records: new Map(), acts: new Map(), files: new Map(), drafts: new Map() };
    this.state = { phone: "p", cursor: 1, synced: 0 };
    this.owner = "o";
    this.db = { transaction: () => ({ objectStore: () => ({ getAll: () => this.#request() }) }) };
  }

  #request() {
    const request = {};
    queueMicrotask(() => {
      request.result = [...this.tables.files.values()];
      request.onsuccess();
    });
    return request;
  }

  async all(table) {
    return [...this.tables[table].values()];
  }

  async bytes(id) {
    return this.tables.files.get(id)?.bytes ?? null;
  }

  async phone() {
    return this.state;
  }

  async noted(values) {
    Object.assign(this.state, values);
  }

  async prolong() {}

  async note() {}

  async names() {
    return [];
  }

  async drop(table, id) {
    this.tables[table].delete(id);
  }

  async change(changes, phone) {
    for (const { table, id, value, bytes, more = {}, all } of changes) {
      if (all) this.tables[table].clear();
      else if (value === undefined && bytes === undefined) this.tables[table].delete(id);
      else this.tables[table].set(id, { id, ...value, ...(bytes ? { bytes } : {}), ...more });
    }
    Object.assign(this.state, phone);
  }
}

globalThis.IDBKeyRange = { bound: () => null };

const mission = (uuid, status, from, more = {}) => ({ id: uuid, kind: "mission", status, from, urgency: 2, ...more });

async function road() {
  const store = new Memory();
  for (const each of [
    mission("late", "ORDERED", "2026-11-22T14:00"), mission("vital", "ORDERED", "2026-11-22T15:00", { urgency: 4 }),
    mission("planned", "ORDERED", "2026-11-22T16:00", { planned: "2026-11-22T13:00" }), mission("out", "ORDERED", "2026-11-22T17:00"),
    mission("done", "DONE", "2026-11-22T08:00", { ended: "2026-11-22T09:00" }),
  ]) store.tables.records.set(each.id, each);
  const work = await new Work(store).load();
  const left = await work.do("mission.departure", { mission: "out" }, { about: "out" });
  await work.do("mission.arrival", { mission: "out" }, { about: "out", after: work.before("out") });
  const held = await store.all("acts");
  return { order: work.road().map((each) => each.uuid), status: work.mission("out").status, after: held[1].after.length === 1 && held[1].after[0] === left };
}

// The server takes everything; the first answer and the second piece of the file are lost on the way back.
async function lossy() {
  const store = new Memory();
  const work = await new Work(store).load();
  const photo = new Blob([new Uint8Array(600_000)]);
  const about = "m";
  for (const kind of ["mission.departure", "mission.arrival"]) await work.do(kind, { mission: about }, { about, after: work.before(about) });
  await work.do("mission.photo", { mission: about, file: "f" }, { about, after: work.before(about), file: photo });
  await work.do("person.new", { description: "x" });
  const taken = new Map();
  const calls = [];
  const file = { size: 0 };
  let lose = 1;
  const answer = (value, headers = {}) => new Response(value === null ? null : JSON.stringify(value), { status: value === null ? 204 : 200, headers });
  const fetch = async (address, options) => {
    calls.push(`${options.method} ${address}`);
    if (address === "sync") {
      const told = JSON.parse(options.body);
      for (const each of told.operations) taken.set(each.uuid, (taken.get(each.uuid) ?? 0) + 1);
      const state = (uuid) => (store.tables.acts.get(uuid)?.kind === "mission.photo" && file.size < 600_000 ? "WAITING" : "APPLIED");
      if (lose-- > 0) throw new TypeError("lost");
      const asked = [...told.operations.map((each) => each.uuid), ...told.open];
      return answer({ receipts: asked.map((uuid) => ({ uuid, state: state(uuid) })), put: [{ uuid: "r", kind: "mission", status: "DONE" }], gone: [], cursor: told.cursor + 1, more: false });
    }
    if (options.method === "PATCH") {
      const offset = Number(options.headers["Upload-Offset"]);
      if (offset === file.size) file.size += options.body.byteLength;
      if (file.size === 512 * 1024 && !file.cut) {
        file.cut = true;
        throw new TypeError("lost");
      }
    }
    return answer(null, { "Upload-Offset": String(file.size) });
  };
  const sync = new Sync({ store, addresses: { sync: "sync", files: "files/", me: "me", phones: "phones/" }, fetch });
  const stops = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const how = await sync.run().then(() => "", (stopped) => stopped.how);
    stops.push(how);
    if (!how) break;
  }
  const acts = await store.all("acts");
  return {
    stops, sent: [...taken.values()], whole: file.size, files: store.tables.files.size, cursor: store.state.cursor,
    states: acts.map((act) => act.state), content: acts.some((act) => "data" in act), heads: calls.filter((each) => each.startsWith("HEAD")).length,
  };
}

// An act while the rows are read, and rows that are read while an act is written: it stands once, each time.
async function racing() {
  const store = new Memory();
  const work = await new Work(store).load();
  const standing = (id) => work.acts.filter((act) => act.id === id).length;
  const { all, change } = store;
  let open = null;
  const gate = new Promise((done) => { open = done; });
  store.all = async (table) => {
    const rows = await all.call(store, table);
    await gate;
    return rows;
  };
  const reading = work.load();
  const first = await work.do("x", {});
  open();
  await reading;
  const during = standing(first);
  store.all = all;
  store.change = async (...told) => {
    await change.apply(store, told);
    await work.load();
  };
  const second = await work.do("x", {});
  const beside = standing(second);
  await work.load();
  return [during, beside, standing(first), standing(second)];
}

async function ends(status, body, redirect = false) {
  const store = new Memory();
  store.wipe = async () => Object.values(store.tables).forEach((table) => table.clear());
  await store.change([{ table: "acts", id: uuid7(), value: { kind: "x", data: {}, at: "", after: [], state: "KEPT" } }]);
  const fetch = async () => (redirect ? { type: "opaqueredirect" } : new Response(JSON.stringify(body), { status }));
  const sync = new Sync({ store, addresses: { sync: "sync", phones: "phones/" }, fetch });
  const how = await sync.run().catch((stopped) => [stopped.how, stopped.why]);
  return [...how, store.tables.acts.size];
}

const person = { name_ar: "فاطمة الزهراء بن علي", name_latin: "Fatima Zohra Benali", address: "حي السلام", phones: ["+213550004567"], birth: ["1961-05-04", "DAY"] };
// Who was met: near where one stands, elsewhere, too long ago, dead, and just now on this phone.
async function met() {
  const store = new Memory();
  const now = Date.parse("2026-11-22T20:00:00Z");
  const day = (back) => new Date(now - back * 864e5).toISOString();
  const person = (id, back, position, more = {}) => ({ id, kind: "person", phones: [], description: id, met: { at: day(back), position }, ...more });
  const stop = { uuid: "s", turn: 1, place: "", position: [3.05, 36.79] };
  for (const each of [
    { id: "r", kind: "round", status: "OUT", stops: [stop] },
    person("near", 20, [3.051, 36.791]), person("nearer", 5, [3.05, 36.79]), person("far", 2, [3.2, 36.79]), person("unknown", 3, null),
    person("old", 80, [3.05, 36.79]), person("dead", 4, [3.05, 36.79], { died: true }),
    { id: "n", kind: "person", description: "never", phones: [] },
  ]) store.tables.records.set(each.id, each);
  const work = await new Work(store).load();
  await work.do("round.encounter", { round: "r", stop: "s", person: "far" }, { about: "r" });
  const names = ({ near, others }) => [near, others].map((some) => some.map((each) => each.person.uuid));
  const told = await new Work(store).load();
  return { here: names(known(told, "r", stop, now)), nowhere: names(known(told, "r", undefined, now)), metres: Math.round(between([3.05, 36.79], [3.05, 36.8])) };
}

// A refused act that is done anew: the new one, and that the old one is let go, are written together.
async function redone() {
  const work = await new Work(new Memory()).load();
  const old = await work.do("person.phone", { person: "p", number: "1" }, { about: "p" });
  const id = await work.do("person.phone", { person: "p", number: "2" }, { about: "p", instead: old });
  const [, anew, gone] = work.acts;
  return [anew.id === id, anew.data.number, gone.kind, gone.data.operation === old, gone.after[0] === id, work.redone(old), work.redone(id)];
}

console.log(JSON.stringify({
  met: await met(), redone: await redone(),
  found: ["فاطمه", "زهراء", "بن علي", "FATIMA", "zohra ben", "السلام", "0550 00", "0550004567"].map((words) => matches(person, words)),
  missed: ["عائشة", "Karima", "0770", "zohra x"].map((words) => matches(person, words)),
  names: [nameOf(person, "ar", "?"), nameOf(person, "fr", "?"), nameOf({ description: "رجل" }, "fr", "?"), nameOf({}, "ar", "?")],
  ages: [ageOf(person, new Date(2026, 10, 22)), ageOf({ birth: ["1966-01-01", "ABOUT"] }, new Date(2026, 10, 22)), ageOf({})],
  numbers: ["٢", "12 000", "12.000", "12.5", "x", ""].map(whole),
  ordered: (() => {
    const made = [1, 2, 3].map((at) => uuid7(1_760_000_000_000 + at));
    return made.every((each, at) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(each) && (!at || made[at - 1] < each));
  })(),
  batches: [batch(Array(250).fill({ data: {} })).length, batch(Array(9).fill({ data: { text: "x".repeat(200_000) } })).length, batch([{ data: { text: "x".repeat(900_000) } }]).length],
  racing: await racing(), road: await road(), lossy: await lossy(),
  ends: [await ends(403, { why: "no" }), await ends(500, {}), await ends(200, { wipe: true }), await ends(0, {}, true)],
}));
