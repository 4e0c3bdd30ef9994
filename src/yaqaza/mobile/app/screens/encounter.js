// Whom one meets on a round: somebody known from earlier rounds, the nearest first, or described; and an encounter noted by mistake.
import { button, clock } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { Fields, once } from "../fields.js";
import { uuid7 } from "../ids.js";
import { known } from "../known.js";
import { nameOf } from "../names.js";
import { draftOf, kept } from "./typing.js";

export async function met(app, uuid, again = null) {
  const { say, voice } = app;
  const found = app.work.round(uuid);
  const back = [`round/${uuid}`, say("round")];
  if (!found) return { title: say("met_somebody"), back, body: [note("info", say("gone"))] };
  const reached = found.stops.filter((stop) => stop.reached);
  const begin = again ? { ...again.data, refused: again.data.refused ? ["yes"] : [] } : { stop: reached.at(-1)?.uuid ?? "" };
  const people = (stop) => offered(app, known(app.work, uuid, found.stops.find((each) => each.uuid === stop)));
  const some = people(begin.stop);
  const specs = [
    { name: "stop", type: "select", label: say("where"), options: [["", say("between")], ...found.stops.map((stop) => [stop.uuid, `${stop.turn} · ${stop.place}`])] },
    ...(some.length > 1 ? [{ name: "person", type: "select", label: say("known_person"), options: some }] : []),
    { name: "description", type: "text", label: say(some.length > 1 ? "describe" : "description"), hint: say("description_hint"), most: 300 },
    { name: "place_text", type: "text", label: say("exact_place"), most: 200 },
    { name: "given", type: "many", label: say("given"), options: voice.words.choices.given },
    { name: "refused", type: "many", label: say("refused_help"), hint: say("refused_hint"), options: [["yes", say("yes")]] },
    { name: "note", type: "area", label: say("next_round"), most: 2000 },
  ];
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const typing = await kept(app, draftOf(`met:${uuid}`, again), fields, begin);
  let here = null;
  const near = () => {
    const { stop } = fields.values();
    if (some.length > 1 && stop !== here) fields.offer("person", people(stop));
    here = stop;
  };
  fields.element.addEventListener("change", near);
  near();

  async function keep() {
    const { refused, person = "", ...values } = fields.values();
    const no = refused.length > 0;
    const faults = { description: person || values.description ? "" : say("describe_required"), refused: no && values.given.length ? say("refused_given") : "" };
    if (!fields.check(faults)) return "";
    await typing.stop();
    const data = { round: uuid, ...values, person, refused: no, ...(person || no ? {} : { new_person: uuid7() }) };
    const after = [...app.work.before(uuid), ...app.work.born(person)];
    const done = await app.do("round.encounter", data, { about: uuid, after, draft: typing.id, instead: again?.id });
    if (done) app.go(`round/${uuid}`);
    return done;
  }
  const press = button(say("keep"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return { title: say("met_somebody"), back, body: [fields.element], foot: [press], form: true, over: () => typing.stop() };
}

// `people`: {near, others}, as `known` finds them.
function offered(app, { near, others }) {
  const { say, voice } = app;
  const line = ({ person, at }) => [person.uuid, `${nameOf(person, voice.code, say("unnamed"))} · ${voice.date(at)}`];
  const groups = [[say("known_near"), near], [say("known_elsewhere"), others]].filter(([, some]) => some.length);
  return [["", say("nobody_known")], ...groups.map(([words, some]) => [words, some.map(line)])];
}

export async function takeBack(app, uuid, encounter) {
  const { say } = app;
  const back = [`round/${uuid}`, say("round")];
  const found = app.work.encounters(uuid).find((each) => each.uuid === encounter);
  if (!found) return { title: say("take_back"), back, body: [note("info", say("gone"))] };
  const fields = new Fields([{ name: "reason", type: "text", label: say("take_back_why"), required: say("take_back_required"), most: 300 }], { say, changed: () => typing.changed() });
  const typing = await kept(app, `back:${encounter}`, fields);

  async function keep() {
    if (!fields.check()) return "";
    await typing.stop();
    const data = { round: uuid, encounter, ...fields.values() };
    const done = await app.do("round.taking_back", data, { about: uuid, after: app.work.before(uuid), draft: typing.id });
    if (done) app.go(`round/${uuid}`);
    return done;
  }
  const whom = found.person ? nameOf(app.work.person(found.person) ?? {}, app.voice.code, say("unnamed")) : found.description || say("unnamed");
  const press = button(say("take_back"), { kind: "danger big wide", sign: "arrow-back-up", flip: true, onclick: once(keep) });
  const under = `${whom} · \u2066${clock(Date.parse(found.at))}\u2069`;
  return { title: say("take_back"), under, back, body: [note("info", say("take_back_more")), fields.element], foot: [press], form: true, over: () => typing.stop() };
}
