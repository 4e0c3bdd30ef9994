// Somebody who was met, also without a name: how they look, about how old, where.
import { button } from "../../../questionnaires/filler/dom.js";
import { Fields, once, whole } from "../fields.js";
import { ageOf } from "../names.js";
import { draftOf, kept } from "./typing.js";

export async function meet(app, again = null) {
  const { say, voice } = app;
  const specs = [...personFields(app), { name: "phone", type: "tel", label: say("phone_number"), most: 20, wrong: notPhone(say) }];
  const fields = new Fields(specs, { say, changed: () => typing.changed() });
  const typing = await kept(app, draftOf("meet", again), fields, again ? written(again.data) : { sex: "UNKNOWN", area: likely(app) });

  async function keep() {
    const { phone, age, ...values } = fields.values();
    const unknown = !values.name_ar && !values.name_latin && !values.description;
    if (!fields.check({ description: unknown ? say("who_required") : "" })) return "";
    const data = { ...values, ...(age ? { birth: birth(age) } : {}), ...(phone ? { phones: [phone] } : {}) };
    await typing.stop();
    const id = await app.do("person.new", data, { draft: typing.id, instead: again?.id });
    if (id) app.go(`person/${id}`);
    return id;
  }
  const press = button(say("keep"), { kind: "primary big wide", sign: "check", onclick: once(keep) });
  return { title: say("meet"), under: say("meet_under"), back: ["people", say("way_people")], body: [fields.element], foot: [press], form: true, over: () => typing.stop() };

  // Where one is most likely: at the mission that is under way.
  function likely() {
    const road = app.work.road();
    return (road.find((each) => ["ON_SITE", "DEPARTED"].includes(each.status)) ?? road[0])?.area ?? areas(app)[0]?.[0];
  }
}

function written({ birth: born, phones = [], ...values }) {
  return { ...values, age: String(ageOf({ birth: born })?.years ?? ""), phone: phones[0] ?? "" };
}

export function personFields(app) {
  const { say, voice } = app;
  const year = new Date().getFullYear();
  const notName = (value) => (value && (value.match(/\p{L}/gu) ?? []).length < 2 ? say("not_name") : "");
  return [
    { name: "description", type: "text", label: say("description"), hint: say("description_hint"), most: 300 },
    { name: "name_ar", type: "text", label: say("name_ar"), most: 160, wrong: notName },
    { name: "name_latin", type: "latin", label: say("name_latin"), most: 160, wrong: notName },
    { name: "sex", type: "one", label: say("sex"), options: voice.words.choices.sex },
    { name: "age", type: "number", label: say("age_label"), hint: say("age_hint"), most: 4, wrong: (value) => (value && !(whole(value) !== null && Number(whole(value)) <= 120) ? say("not_age", { year }) : "") },
    { name: "area", type: "select", label: say("place"), options: areas(app), required: say("area_required") },
    { name: "address", type: "text", label: say("address"), hint: say("address_hint"), most: 300 },
  ];
}

// As many digits as a number has on which somebody can be called; the server knows the rest.
export function notPhone(say) {
  return (value) => (value && !/^(\p{Nd}[^\p{Nd}]*){8,15}$/u.test(value.replace(/^[^\p{Nd}]+/u, "")) ? say("not_phone") : "");
}

export function birth(age) {
  return [`${new Date().getFullYear() - Number(whole(age))}-01-01`, "ABOUT"];
}

export function areas(app) {
  const held = app.work.of("area").filter((area) => ["COMMUNE", "DISTRICT", "PROVINCE"].includes(area.level));
  const rank = { COMMUNE: 0, DISTRICT: 1, PROVINCE: 2 };
  return held.map((area) => [area.uuid, app.voice.of(area), rank[area.level]])
    .sort((one, other) => one[2] - other[2] || one[1].localeCompare(other[1], app.voice.code)).map(([value, label]) => [value, label]);
}
