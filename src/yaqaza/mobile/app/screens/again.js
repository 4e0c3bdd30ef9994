// An act that the server refused, opened again with what was written: corrected, it goes there as a new one, and the refused one is let go.
import { note } from "../chrome.js";
import { correct, newPhone } from "./correct.js";
import { met } from "./encounter.js";
import { findings } from "./findings.js";
import { help } from "./help.js";
import { meet } from "./meet.js";

const WRITTEN = {
  "mission.findings": (app, act) => findings(app, act.data.mission, "", act),
  "person.new": (app, act) => meet(app, act),
  "person.correction": (app, act) => correct(app, act.data.person, act),
  "person.phone": (app, act) => newPhone(app, act.data.person, act),
  "service.given": (app, act) => help(app, act.data.person, act),
  "round.encounter": (app, act) => met(app, act.data.round, act),
};

// Whether it can be written otherwise here: steps of the road cannot.
export function canBeRedone(app, act) {
  return ["REFUSED", "BROKEN"].includes(act.state) && act.kind in WRITTEN && Boolean(act.data) && !app.work.redone(act.id);
}

export async function again(app, id) {
  const { say } = app;
  const back = ["phone", say("way_phone")];
  const act = app.work.acts.find((each) => each.id === id);
  if (!act || !canBeRedone(app, act)) return { title: say("redo"), back, body: [note("info", say("redone"))] };
  const screen = await WRITTEN[act.kind](app, act);
  return { ...screen, back, body: [note("warning", say("refused_why"), act.why), ...screen.body] };
}
