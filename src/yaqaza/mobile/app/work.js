// The day as the phone knows it: the records that it holds, and over them what was done here and is not in them yet.
import { uuid7 } from "./ids.js";
import { byTime } from "./sync.js";

const OVER = ["APPLIED", "SETTLED"];
const OPEN = ["ORDERED", "DEPARTED", "ON_SITE"];
export const STEPS = { "mission.departure": "DEPARTED", "mission.arrival": "ON_SITE", "mission.end": "DONE" };

export class Work {
  constructor(store) {
    this.store = store;
    this.fresh = new Map(); // acts done since the rows were last read
    this.asked = this.read = 0; // readings begun, and the last of them that is shown
  }

  async load() {
    this.asked += 1;
    const turn = this.asked;
    const before = new Set(this.fresh.keys()); // of these the rows below know more than we do
    const [rows, acts] = await Promise.all([this.store.all("records"), this.store.all("acts")]);
    if (turn < this.read) return this; // a later reading is here already
    this.read = turn;
    const records = new Map();
    for (const { id, ...record } of rows) {
      if (!records.has(record.kind)) records.set(record.kind, new Map());
      records.get(record.kind).set(id, { uuid: id, ...record });
    }
    const known = new Set(acts.map((act) => act.id));
    for (const id of before) this.fresh.delete(id);
    const meanwhile = [...this.fresh.values()].filter((act) => !known.has(act.id)); // done while the rows were read
    this.records = records;
    this.acts = [...acts, ...meanwhile].sort(byTime);
    return this;
  }

  of(kind) {
    return [...(this.records.get(kind)?.values() ?? [])];
  }

  record(kind, uuid) {
    return this.records.get(kind)?.get(uuid);
  }

  // Does something here. `about`: whom or what it concerns; `file`: a photo that belongs to it; `draft`: what was typed for it, which is
  // an act from now on; `instead`: an act that was refused, which is let go once this one is there. All of it is written, or nothing and
  // it throws.
  async do(kind, data, { about = "", after = [], file = null, draft = "", instead = "" } = {}) {
    const at = this.acts.find((each) => each.id === instead)?.at ?? new Date().toISOString(); // a correction is of the hour of the deed
    const id = uuid7();
    const acts = [{ id, kind, at, data, after, about, state: "KEPT", why: "" }];
    if (instead) acts.push({ ...acts[0], id: uuid7(Date.now() + 1), kind: "operation.letting_go", data: { operation: instead }, after: [id] });
    const changes = acts.map(({ id: row, ...value }) => ({ table: "acts", id: row, value, more: { open: true } }));
    if (file) changes.push({ table: "files", id: data.file, bytes: await file.arrayBuffer(), more: { act: id, size: file.size } });
    if (draft) changes.push({ table: "drafts", id: draft });
    await this.store.change(changes);
    for (const act of acts) {
      this.fresh.set(act.id, act);
      if (!this.acts.some((each) => each.id === act.id)) this.acts.push(act);
    }
    return id;
  }

  // What was done here about something and is not in the records yet, the first first.
  pending(about) {
    return this.acts.filter((act) => act.about === about && !OVER.includes(act.state));
  }

  // The last act about something that must come before another one.
  before(about, { photos = false } = {}) {
    const held = this.pending(about).filter((act) => photos || act.kind !== "mission.photo");
    return held.length ? [held.at(-1).id] : [];
  }

  mission(uuid) {
    const record = this.record("mission", uuid);
    if (!record) return null;
    const shown = { ...record };
    for (const act of this.pending(uuid)) {
      if (act.state === "REFUSED") continue;
      if (STEPS[act.kind]) shown.status = STEPS[act.kind];
      if (act.kind === "mission.departure") shown.departed ||= act.at;
      if (act.kind === "mission.arrival") shown.arrived ||= act.at;
      if (act.kind === "mission.end") shown.ended = act.at;
      if (act.kind === "mission.findings") Object.assign(shown, { findings: true, outcome: act.data.outcome });
    }
    return shown;
  }

  // In the order of the road: ended, under way, then as planned, by hour and urgency.
  road() {
    const rank = (mission) => {
      if (!OPEN.includes(mission.status)) return [0, mission.ended ?? mission.arrived ?? mission.departed ?? "", 0];
      if (mission.status !== "ORDERED") return [1, mission.departed, 0];
      return [mission.urgency === 4 && !mission.planned ? 2 : 3, mission.planned || mission.from, -mission.urgency];
    };
    return this.of("mission").map((each) => this.mission(each.uuid)).sort((one, other) => compare(rank(one), rank(other)));
  }

  round(uuid) {
    const record = this.record("round", uuid);
    if (!record) return null;
    const shown = { ...record, stops: record.stops.map((stop) => ({ ...stop })) };
    for (const act of this.pending(uuid)) {
      if (act.state === "REFUSED") continue;
      if (act.kind === "round.departure") Object.assign(shown, { status: "OUT", started: shown.started || act.at });
      if (act.kind === "round.end") Object.assign(shown, { status: "CLOSED", closed: act.at });
      const stop = act.kind === "round.stop" && shown.stops.find((each) => each.uuid === act.data.stop);
      if (stop) stop.reached ||= act.at;
    }
    return shown;
  }

  // Whom the team met on a round, the last first; those that are only here too.
  encounters(round) {
    const held = this.of("encounter").filter((each) => each.round === round && !each.taken_back);
    const known = new Set(this.of("encounter").map((each) => each.uuid));
    const pending = this.pending(round).filter((act) => act.state !== "REFUSED");
    const here = pending.filter((act) => act.kind === "round.encounter" && !known.has(act.id))
      .map((act) => ({ uuid: act.id, at: act.at, told: true, mine: true, ...act.data, person: act.data.person || act.data.new_person }));
    const back = new Set(pending.filter((act) => act.kind === "round.taking_back").map((act) => act.data.encounter));
    return [...held, ...here].filter((each) => !back.has(each.uuid)).sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  // Those who are held, with what was said of them here.
  persons() {
    const found = this.of("person").map((record) => this.#said(record));
    for (const act of this.acts.filter((each) => each.kind === "person.new" && !OVER.includes(each.state) && !this.record("person", each.id))) {
      found.push(this.#said({ uuid: act.id, kind: "person", phones: act.data.phones ?? [], died: false, here: true, ...act.data }));
    }
    const met = this.acts.filter((act) => act.kind === "round.encounter" && act.data?.new_person && !OVER.includes(act.state));
    for (const act of met.filter((each) => !this.record("person", each.data.new_person))) {
      const stop = this.record("round", act.about)?.stops.find((each) => each.uuid === act.data.stop);
      const { description, place_text: address, new_person: uuid } = act.data;
      found.push(this.#said({ uuid, kind: "person", description, address, area: stop?.area, phones: [], here: true }));
    }
    return found;
  }

  // The act on this phone by which somebody is recorded, as long as the server has not done it.
  born(uuid) {
    return this.acts.filter((act) => (act.id === uuid || act.data?.new_person === uuid) && ["KEPT", "WAITING"].includes(act.state)).map((act) => act.id);
  }

  person(uuid) {
    const record = this.record("person", uuid);
    return record ? this.#said(record) : this.persons().find((each) => each.uuid === uuid);
  }

  #said(record) {
    const shown = { ...record };
    for (const act of this.pending(record.uuid)) {
      if (act.kind === "person.correction" && act.state !== "REFUSED") Object.assign(shown, act.data.now);
      if (act.kind === "person.phone" && act.state !== "REFUSED") shown.phones = [...shown.phones, act.data.number];
    }
    return shown;
  }

  // Whether an act that was refused has been done anew here.
  redone(id) {
    return this.acts.some((act) => act.kind === "operation.letting_go" && act.data?.operation === id);
  }

  unsent() {
    return this.acts.filter((act) => act.state === "KEPT");
  }

  unsettled() {
    return this.acts.filter((act) => !OVER.includes(act.state) && act.state !== "KEPT");
  }
}

export function isOpen(mission) {
  return OPEN.includes(mission.status);
}

function compare(one, other) {
  for (const [at, value] of one.entries()) {
    if (value < other[at]) return -1;
    if (value > other[at]) return 1;
  }
  return 0;
}
