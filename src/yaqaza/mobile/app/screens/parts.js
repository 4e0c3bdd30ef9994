// What several screens show: urgency, places, moments, the acts done here and what became of them.
import { clock, h, icon } from "../../../questionnaires/filler/dom.js";
import { nameOf } from "../names.js";
import { canBeRedone } from "./again.js";

export function urgency(app, level) {
  return h("span", { class: `urgency urgency--${level}` }, rungs(level), app.voice.choice("urgency", level));
}

export function rungs(level) {
  const made = svg("svg", { class: `rungs rungs--${level}`, viewBox: "0 0 14 18", "aria-hidden": "true" });
  for (let at = 0; at < 4; at += 1) made.append(svg("rect", { x: 0, y: 14 - 4.6 * at, width: 14, height: 3.4, rx: 0.8, ...(at < level ? { class: "on" } : {}) }));
  return made;
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function place(app, record) {
  const parts = [];
  for (let area = app.work.record("area", record.area); area && parts.length < 3; area = app.work.record("area", area.in)) parts.push(app.voice.of(area));
  return parts.join(app.say("comma"));
}

export function ltr(words) {
  return h("bdi", { dir: "ltr" }, words);
}

export function span(app, mission) {
  const [from, until] = [clock(mission.from), clock(mission.until)];
  return h("span", {}, ltr(from), " – ", ltr(until));
}

export function whose(app, uuid) {
  const person = uuid && app.work.person(uuid);
  return person ? nameOf(person, app.voice.code, app.say("unnamed")) : "";
}

export function call(app, number, words = app.say("call"), whom = "") {
  return h("a", { class: "button", href: `tel:${number}` }, icon("phone"), h("span", {}, words, whom && h("span", { class: "visually-hidden" }, ` · ${whom}`)));
}

export function way(app, mission) {
  if (!mission.position) return null;
  const [lon, lat] = mission.position;
  return h("a", { class: "button", href: `geo:${lat},${lon}?q=${lat},${lon}` }, icon("navigation"), h("span", {}, app.say("way")));
}

const SIGNS = { KEPT: "device-mobile", APPLIED: "circle-check", SETTLED: "circle-check", WAITING: "clock", DIFFERS: "arrows-split-2", REFUSED: "ban", BROKEN: "alert-triangle", OTHER: "alert-triangle" };

// Each act in plain words: in the phone, received, waiting, to be chosen, refused with its reason.
export function receipts(app, acts, { named = false } = {}) {
  if (!acts.length) return null;
  return h("ul", { class: "receipts" }, [...acts].reverse().map((act) => {
    const about = named ? subject(app, act) : "";
    const kind = ["APPLIED", "SETTLED"].includes(act.state) ? "sent" : act.state === "KEPT" ? "" : "ask";
    const also = ["DIFFERS", "REFUSED", "BROKEN"].includes(act.state) && navigator.onLine
      ? h("a", { class: "button", href: `${app.told.unsettled}${act.id}/` }, app.say("settle")) : null;
    const redo = canBeRedone(app, act) ? h("a", { class: "button button--primary", href: `#again/${act.id}` }, icon("pencil"), h("span", {}, app.say("redo"))) : null;
    return h("li", { class: kind }, icon(SIGNS[act.state] ?? "clock"), h(
      "div", {}, app.voice.choice("kind", act.kind), about ? [" · ", about] : "",
      h("small", {}, ltr(clock(Date.parse(act.at))), " · ", app.say(`state_${act.state}`), act.why ? ` ${act.why}` : ""), redo || also ? h("span", { class: "actions" }, redo, also) : null,
    ));
  }));
}

function subject(app, act) {
  const mission = app.work.record("mission", act.about);
  if (app.work.record("round", act.about)) return ltr(app.work.record("round", act.about).number);
  return mission ? [app.voice.choice("purpose", mission.purpose), whose(app, mission.person)].filter(Boolean).join(app.say("colon")) : whose(app, act.about);
}

export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]).flat());
}

export function section(words, ...children) {
  return h("section", {}, h("h2", {}, words), children.flat().filter(Boolean));
}
