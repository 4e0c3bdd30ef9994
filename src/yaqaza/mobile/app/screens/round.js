// A round of the night: setting out, its stops, whom one meets, also without a name, who refuses, its end.
import { button, clock, h, icon } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { Fields, once } from "../fields.js";
import { facts, ltr, receipts, section, span, way, whose } from "./parts.js";
import { kept } from "./typing.js";

export async function round(app, uuid) {
  const { say, voice } = app;
  const found = app.work.round(uuid);
  if (!found) return { title: say("round"), back: ["day", say("way_day")], body: [note("info", say("gone"))] };
  const out = found.status === "OUT";
  const acts = app.work.acts.filter((act) => act.about === uuid);
  const met = app.work.encounters(uuid);
  const body = [
    facts([[say("when"), span(app, found)], [say("left_at"), found.started && ltr(clock(Date.parse(found.started)))], [say("place"), found.leaves && h("bdi", {}, found.leaves)]]),
    section(say("stops"), h("ol", { class: "route" }, found.stops.map((stop) => halt(app, found, stop, out)))),
    section(say("met"), met.length ? h("ul", { class: "lines" }, met.map((each) => line(app, each))) : h("p", { class: "muted" }, say("none_met"))),
    acts.length ? section(say("receipts"), receipts(app, acts)) : null,
  ];
  const foot = [];
  if (found.status === "PLANNED") foot.push(step(app, found, "round.departure", {}, say("set_out"), "car", "primary big wide"));
  if (out) {
    foot.push(h("a", { class: "button button--primary button--big button--wide", href: `#met/${uuid}` }, icon("user-plus"), h("span", {}, say("met_somebody"))));
    foot.push(h("p", { class: "foot__more" }, h("a", { href: `#roundEnd/${uuid}` }, say("round_end"))));
  }
  return { title: say("round"), under: [ltr(found.number), " · ", voice.choice("round", found.status)], back: ["day", say("way_day")], body, foot: foot.length ? foot : null };
}

function halt(app, found, stop, out) {
  const { say, voice } = app;
  const mark = h("span", { class: "stop__mark" }, stop.reached ? icon("check") : String(stop.turn));
  const body = [
    h("h3", {}, h("bdi", {}, stop.place)),
    h("p", {}, ltr(clock(Date.parse(stop.at))), " · ", voice.of(app.work.record("area", stop.area)), stop.purpose ? [" · ", h("bdi", {}, stop.purpose)] : null),
    stop.reached ? h("p", {}, say("reached_at", { at: `\u2066${clock(Date.parse(stop.reached))}\u2069` })) : null,
    out && !stop.reached ? h("div", { class: "actions" }, step(app, found, "round.stop", { stop: stop.uuid }, say("arrive"), "map-pin"), way(app, stop)) : null,
  ];
  return h("li", { class: `stop${stop.reached ? " stop--done" : ""}` }, mark, h("div", { class: "stop__body" }, body.filter(Boolean)));
}

function step(app, found, kind, data, words, sign, look = "") {
  return button(words, {
    kind: look, sign,
    onclick: async (event) => {
      const press = event.currentTarget;
      press.disabled = true;
      const done = await app.do(kind, { round: found.uuid, ...data }, { about: found.uuid, after: app.work.before(found.uuid) });
      if (done) app.show({ quiet: true });
      else press.disabled = false;
    },
  });
}

function line(app, each) {
  const { say, voice } = app;
  const person = each.person && app.work.person(each.person);
  const name = person ? h("a", { href: `#person/${person.uuid}` }, h("bdi", {}, whose(app, person.uuid))) : h("span", {}, each.told ? (each.description ? h("bdi", {}, each.description) : say("unnamed")) : say("not_told"));
  const more = [each.refused ? say("said_no") : "", ...(each.given ?? []).map((code) => voice.choice("given", code))].filter(Boolean);
  const back = each.mine ? h("a", { class: "small", href: `#takeBack/${each.round}/${each.uuid}` }, say("take_back")) : null;
  return h("li", {}, icon(each.refused ? "hand-stop" : "user"), name, h("small", {}, ltr(clock(Date.parse(each.at))), more.length ? ` · ${more.join(say("comma"))}` : ""), back);
}

export async function roundEnd(app, uuid) {
  const { say } = app;
  const back = [`round/${uuid}`, say("round")];
  const fields = new Fields([{ name: "note", type: "area", label: say("round_note"), most: 2000 }], { say, changed: () => typing.changed() });
  const typing = await kept(app, `roundEnd:${uuid}`, fields);

  async function keep() {
    await typing.stop();
    const done = await app.do("round.end", { round: uuid, ...fields.values() }, { about: uuid, after: app.work.before(uuid), draft: typing.id });
    if (done) app.go(`round/${uuid}`);
    return done;
  }
  const press = button(say("round_end"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return { title: say("round_end"), back, body: [fields.element], foot: [press], form: true, over: () => typing.stop() };
}
