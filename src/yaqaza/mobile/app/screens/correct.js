// A correction, told field by field with what the phone knew: what somebody else wrote meanwhile is never overwritten. And a number.
import { button } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { Fields, once } from "../fields.js";
import { ageOf, nameOf } from "../names.js";
import { birth, notPhone, personFields } from "./meet.js";
import { draftOf, kept } from "./typing.js";

const TEXTS = ["name_ar", "name_latin", "description", "address", "sex", "area"];

export async function correct(app, uuid, again = null) {
  const { say } = app;
  const found = app.work.person(uuid);
  const back = [`person/${uuid}`, say("person")];
  if (!found) return { title: say("correct"), back, body: [note("info", say("gone"))] };
  const exact = ["DAY", "MONTH"].includes(found.birth?.[1]); // known better than an age can say
  const specs = personFields(app).filter((spec) => spec.name !== "age" || !exact);
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const before = { ...found, age: String(ageOf(found)?.years ?? "") };
  const { birth: born, ...said } = again?.data.now ?? {};
  const begin = { ...before, ...said, ...(born ? { age: String(ageOf({ birth: born })?.years ?? "") } : {}) };
  const typing = await kept(app, draftOf(`correct:${uuid}`, again), fields, begin);

  async function keep() {
    const values = fields.values();
    const unknown = !values.name_ar && !values.name_latin && !values.description;
    if (!fields.check({ description: unknown ? say("who_required") : "" })) return "";
    const now = Object.fromEntries(TEXTS.filter((name) => values[name] !== (found[name] ?? "")).map((name) => [name, values[name]]));
    if (values.age && values.age !== before.age) now.birth = birth(values.age);
    await typing.stop();
    if (!Object.keys(now).length) return app.go(`person/${uuid}`);
    const was = Object.fromEntries(Object.keys(now).map((name) => [name, found[name] ?? (name === "birth" ? ["", "UNKNOWN"] : "")]));
    const done = await app.do("person.correction", { person: uuid, was, now }, { about: uuid, after: parents(app, uuid), draft: typing.id, instead: again?.id });
    if (done) app.go(`person/${uuid}`);
    return done;
  }
  const press = button(say("keep"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return { title: say("correct"), under: nameOf(found, app.voice.code, say("unnamed")), back, body: [note("info", say("correct_more")), fields.element], foot: [press], form: true, over: () => typing.stop() };
}

export async function newPhone(app, uuid, again = null) {
  const { say } = app;
  const found = app.work.person(uuid);
  const back = [`person/${uuid}`, say("person")];
  if (!found) return { title: say("add_phone"), back, body: [note("info", say("gone"))] };
  const specs = [
    { name: "number", type: "tel", label: say("phone_number"), required: say("phone_required"), most: 20, wrong: notPhone(say) },
    { name: "note", type: "text", label: say("phone_note"), hint: say("phone_note_hint"), most: 60 },
  ];
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const typing = await kept(app, draftOf(`phone:${uuid}`, again), fields, again?.data);

  async function keep() {
    if (!fields.check()) return "";
    await typing.stop();
    const done = await app.do("person.phone", { person: uuid, ...fields.values() }, { about: uuid, after: parents(app, uuid), draft: typing.id, instead: again?.id });
    if (done) app.go(`person/${uuid}`);
    return done;
  }
  const press = button(say("keep"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return { title: say("add_phone"), under: nameOf(found, app.voice.code, say("unnamed")), back, body: [fields.element], foot: [press], form: true, over: () => typing.stop() };
}

// What must come first: that the person is recorded, when that was done on this phone too, and what was said of them before.
export function parents(app, uuid) {
  return [...app.work.born(uuid), ...app.work.before(uuid)];
}
