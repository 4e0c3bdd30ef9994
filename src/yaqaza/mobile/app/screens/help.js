// Help that was given on the spot: an act of the ledger, once the server has it.
import { button } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { Fields, once } from "../fields.js";
import { nameOf } from "../names.js";
import { parents } from "./correct.js";
import { draftOf, kept } from "./typing.js";

const DAYS = 7; // how far back one says when it was

export async function help(app, uuid, again = null) {
  const { say, voice } = app;
  const found = app.work.person(uuid);
  const back = [`person/${uuid}`, say("person")];
  if (!found) return { title: say("help"), back, body: [note("info", say("gone"))] };
  const options = (kind) => app.work.of(kind).filter((each) => !each.verified).map((each) => [each.code, voice.of(each)])
    .sort((one, other) => one[1].localeCompare(other[1], voice.code));
  const specs = [
    { name: "service", type: "select", label: say("help_kind"), options: [["", say("choose")], ...options("service")], required: say("help_kind_required") },
    { name: "programme", type: "select", label: say("programme"), options: [["", say("choose")], ...options("programme")], required: say("programme_required") },
    { name: "on", type: "select", label: say("day_of_help"), options: days(app) },
    { name: "note", type: "area", label: say("help_note"), hint: say("help_note_hint") },
  ];
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const { programme } = await app.store.phone();
  const begin = { on: days(app)[0][0], programme: options("programme").some(([code]) => code === programme) ? programme : "", ...again?.data };
  const typing = await kept(app, draftOf(`help:${uuid}`, again), fields, begin);

  async function keep() {
    if (!fields.check()) return "";
    const values = fields.values();
    await typing.stop();
    const done = await app.do("service.given", { person: uuid, ...values }, { about: uuid, after: parents(app, uuid), draft: typing.id, instead: again?.id });
    if (!done) return "";
    await app.store.noted({ programme: values.programme });
    app.go(`person/${uuid}`);
    return done;
  }
  const press = button(say("keep"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return {
    title: say("help"), under: nameOf(found, voice.code, say("unnamed")), back,
    body: [note("info", say("help_more")), fields.element], foot: [press], form: true, over: () => typing.stop(),
  };
}

function days(app) {
  return [...Array(DAYS).keys()].map((back) => {
    const moment = new Date(Date.now() - back * 864e5);
    const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, "0"));
    return [parts.join("-"), app.voice.day(moment)];
  });
}
