// The missions of the day in the order of the road.
import { clock, h, icon } from "../../../questionnaires/filler/dom.js";
import { isOpen } from "../work.js";
import { call, ltr, receipts, rungs, section, span, urgency, way, whose, place } from "./parts.js";
import { steps } from "./mission.js";

export async function day(app) {
  const { say, count } = app.voice;
  const midnight = new Date().setHours(24, 0, 0, 0);
  const road = app.work.road();
  const today = road.filter((each) => (isOpen(each) ? Date.parse(each.from) < midnight : isToday(each)));
  const ahead = road.filter((each) => isOpen(each) && Date.parse(each.from) >= midnight);
  const next = today.find(isOpen);
  const acts = app.work.acts.filter((act) => isSameDay(act.at));
  const ended = today.filter((each) => !isOpen(each)).length;
  const body = [];
  if (today.length) {
    const heading = h("h2", {}, count("missions", today.length), h("span", {}, count("ended", ended)));
    const stops = today.map((mission, at) => stop(app, mission, at + 1, mission === next));
    body.push(h("section", {}, heading, h("ol", { class: "route" }, stops)));
  } else {
    const never = !(await app.store.phone()).synced;
    const [told, more] = never ? [say("never_synced"), say("never_synced_more")] : [say("no_mission"), say("no_mission_more")];
    body.push(h("div", { class: "empty" }, h("p", { class: "empty__title" }, h("b", {}, told)), h("p", {}, more)));
  }
  const rounds = app.work.of("round").map((each) => app.work.round(each.uuid)).filter((each) => each.status !== "CANCELLED" && (each.status === "OUT" || isSameDay(each.from)));
  if (rounds.length) {
    body.push(section(say("rounds"), h("ul", { class: "lines" }, rounds.map((each) => h(
      "li", {}, icon("moon"), h("a", { href: `#round/${each.uuid}` }, span(app, each)), h("small", {}, app.voice.choice("round", each.status)),
    )))));
  }
  body.push(h("div", { class: "actions app__wide" }, h("a", { class: "button", href: "#meet" }, icon("user-plus"), h("span", {}, say("meet")))));
  if (ahead.length) {
    body.push(section(say("ahead"), h("ul", { class: "lines" }, ahead.map((each) => h(
      "li", {}, icon("map-route"), h("a", { href: `#mission/${each.uuid}` }, title(app, each)), h("small", {}, app.voice.day(new Date(each.from))),
    )))));
  }
  if (acts.length) body.push(section(say("receipts"), receipts(app, acts, { named: true })));
  return { title: say("day"), under: app.voice.day(), body };
}

export function title(app, mission) {
  const name = whose(app, mission.person);
  return [app.voice.choice("purpose", mission.purpose), name && h("span", {}, app.say("colon"), h("bdi", {}, name))].filter(Boolean);
}

function stop(app, mission, number, now) {
  const { say, voice } = { say: app.say, voice: app.voice };
  const open = isOpen(mission);
  const mark = open ? h("span", { class: "stop__mark" }, String(number)) : h("span", { class: "stop__mark" }, icon(mission.status === "DONE" ? "check" : "x"), h("span", { class: "visually-hidden" }, voice.choice("status", mission.status)));
  const link = h("a", { href: `#mission/${mission.uuid}` }, title(app, mission));
  const where = h("p", {}, place(app, mission).split(app.say("comma"))[0], mission.place ? [" · ", h("bdi", {}, mission.place)] : null);
  const body = now
    ? [
      h("p", {}, h("b", {}, mission.status === "ORDERED" ? say("next") : voice.choice("status", mission.status)), " · ", span(app, mission)),
      h("h3", {}, link), where, h("p", {}, urgency(app, mission.urgency)),
      h("div", { class: "actions" }, steps(app, mission), way(app, mission), contact(app, mission, true), h("a", { class: "button", href: `#mission/${mission.uuid}` }, icon("file-text"), h("span", {}, say("details")))),
    ]
    : [h("h3", {}, open ? rungs(mission.urgency) : null, link), open ? h("p", {}, span(app, mission)) : ended(app, mission), open ? where : null];
  return h("li", { class: `stop${open ? (now ? " stop--now" : "") : " stop--done"}`, "aria-current": now ? "step" : null }, mark, h("div", { class: "stop__body" }, body));
}

function ended(app, mission) {
  const outcome = mission.outcome ? app.voice.choice("outcome", mission.outcome) : app.voice.choice("status", mission.status);
  return h("p", {}, outcome, mission.ended ? [" · ", ltr(clock(Date.parse(mission.ended)))] : null);
}

export function contact(app, mission, brief = false) {
  const [number] = app.work.person(mission.person)?.phones ?? [];
  const words = app.say(number ? "call_person" : "call_reporter");
  if (!number && !mission.call) return null;
  return brief ? call(app, number ?? mission.call, app.say("call"), words) : call(app, number ?? mission.call, words);
}

function isToday(mission) {
  return isSameDay(mission.ended || mission.arrived || mission.departed || mission.from);
}

function isSameDay(moment) {
  return new Date(moment).toDateString() === new Date().toDateString();
}
