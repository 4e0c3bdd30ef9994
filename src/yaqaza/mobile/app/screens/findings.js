// What was seen and heard, or why nobody was met. What is typed is kept as it is typed.
import { button } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { Fields, once, whole } from "../fields.js";
import { draftOf, kept } from "./typing.js";

const MET = ["danger", "needs", "housing", "household_size", "children", "monthly_income", "health", "done_on_site"];

export async function findings(app, uuid, outcome = "", again = null) {
  const { say, voice } = app;
  const found = app.work.mission(uuid);
  const back = [`mission/${uuid}`, say("mission")];
  if (!found || (found.findings && !again)) return { title: say("findings"), back, body: [note("info", say(found ? "written" : "gone"))] };
  const options = (name) => voice.words.choices[name];
  const number = (name, most) => ({
    name, type: "number", label: say(`finding_${name}`), most: 12,
    wrong: (value) => (value && (whole(value) === null || Number(whole(value)) > most) ? say("not_number", { most }) : ""),
  });
  const specs = [
    { name: "outcome", type: "one", label: say("finding_outcome"), options: options("outcome"), required: say("outcome_required") },
    { name: "danger", type: "one", label: say("finding_danger"), options: options("danger") },
    { name: "needs", type: "many", label: say("finding_needs"), options: options("need") },
    { name: "housing", type: "one", label: say("finding_housing"), options: options("housing") },
    number("household_size", 60), number("children", 40), number("monthly_income", 10_000_000),
    { name: "situation", type: "area", label: say("finding_situation"), required: say("situation_required") },
    { name: "health", type: "area", label: say("finding_health") },
    { name: "done_on_site", type: "area", label: say("finding_done_on_site") },
    { name: "doubts", type: "area", label: say("finding_doubts"), hint: say("finding_doubts_hint") },
  ];
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const typing = await kept(app, draftOf(`findings:${uuid}`, again), fields, again?.data ?? (outcome ? { outcome } : {}));
  const shape = () => fields.reveal(MET, !fields.values().outcome || fields.values().outcome === "MET");
  fields.element.addEventListener("change", shape);
  shape();

  async function send() {
    const values = fields.values();
    const many = Number(whole(values.children)) > Number(whole(values.household_size)) && values.household_size;
    if (!fields.check({ children: many ? say("too_many_children") : "" })) return "";
    const data = { mission: uuid, ...values };
    for (const name of ["household_size", "children", "monthly_income"]) data[name] = whole(values[name]);
    if (values.outcome !== "MET") for (const name of MET) data[name] = name === "needs" ? [] : "";
    await typing.stop();
    const done = await app.do("mission.findings", data, { about: uuid, after: app.work.before(uuid), draft: typing.id, instead: again?.id });
    if (done) app.go(`mission/${uuid}`);
    return done;
  }
  const press = button(say("keep_findings"), { kind: "primary big wide", sign: "check", onclick: once(send) });
  return { title: say("findings"), under: voice.choice("purpose", found.purpose), back, body: [fields.element], foot: [press], form: true, over: () => typing.stop() };
}
