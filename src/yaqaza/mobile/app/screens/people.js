// Those who are held: found by name however it is written, by number or description; a person's page.
import { h, icon } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { ageOf, matches, nameOf } from "../names.js";
import { call, facts, ltr, place, receipts, section } from "./parts.js";

const SHOWN = 40;

export async function people(app) {
  const { say, voice } = app;
  const { count } = voice;
  const all = app.work.persons().map((each) => ({ ...each, shown: nameOf(each, voice.code, say("unnamed")) }));
  all.sort((one, other) => one.shown.localeCompare(other.shown, voice.code));
  const list = h("ul", { class: "lines app__people" });
  const told = h("p", { class: "muted small", role: "status" });
  const input = h("input", { class: "input", type: "search", id: "search", autocomplete: "off", dir: "auto" });
  function find() {
    const found = all.filter((each) => matches(each, input.value));
    told.textContent = count("found", found.length);
    list.replaceChildren(...found.slice(0, SHOWN).map((each) => h(
      "li", {}, icon(each.name_ar || each.name_latin ? "user" : "user-question"),
      h("a", { href: `#person/${each.uuid}` }, h("bdi", {}, each.shown)), h("small", {}, voice.of(app.work.record("area", each.area))),
    )));
  }
  input.addEventListener("input", find);
  find();
  const files = app.work.of("case").length;
  const way = files ? h("a", { class: "button button--wide", href: "#cases" }, icon("folder"), h("span", {}, say("files"), " ", h("b", { class: "count" }, String(files)))) : null;
  const body = [
    h("div", { class: "field" }, h("label", { for: "search" }, say("search")), h("p", { class: "field__hint" }, say("search_hint")), input),
    h("section", {}, told, list), way, h("a", { class: "button button--wide", href: "#meet" }, icon("user-plus"), h("span", {}, say("meet"))),
  ];
  return { title: say("way_people"), under: say("held_only"), body, steady: true };
}

export async function person(app, uuid) {
  const { say, voice } = app;
  const found = app.work.person(uuid);
  if (!found) return { title: say("person"), back: ["people", say("way_people")], body: [note("info", say("gone"))] };
  const age = ageOf(found);
  const missions = app.work.of("mission").filter((each) => each.person === uuid);
  const acts = app.work.acts.filter((act) => act.about === uuid);
  const body = [h("section", { class: "stack" },
    found.here ? note("info", say("person_here")) : null, found.died ? note("warning", say("died")) : null,
    facts([
      [say("name_ar"), found.name_ar && h("bdi", { lang: "ar" }, found.name_ar)], [say("name_latin"), found.name_latin && h("bdi", {}, found.name_latin)],
      [say("description"), found.description && h("bdi", {}, found.description)], [say("sex"), voice.choice("sex", found.sex ?? "UNKNOWN")],
      [say("age_label"), age && voice.count(age.about ? "age_about" : "age", age.years)],
      [say("place"), h("span", {}, place(app, found), found.address ? [h("br"), h("bdi", {}, found.address)] : null)],
    ]),
    found.phones?.length ? h("div", { class: "actions" }, found.phones.map((number) => call(app, number, ltr(number)))) : null,
    h("div", { class: "actions" }, h("a", { class: "button", href: `#help/${uuid}` }, icon("heart-handshake"), h("span", {}, say("help"))),
      h("a", { class: "button", href: `#correct/${uuid}` }, icon("pencil"), h("span", {}, say("correct"))),
      h("a", { class: "button", href: `#newPhone/${uuid}` }, icon("phone"), h("span", {}, say("add_phone")))),
  )];
  if (missions.length) {
    body.push(section(say("missions_of"), h("ul", { class: "lines" }, missions.map((each) => h("li", {}, icon("route"), h("a", { href: `#mission/${each.uuid}` }, voice.choice("purpose", each.purpose)), h("small", {}, ltr(each.number)))))));
  }
  const held = app.work.of("case").filter((each) => each.person === uuid);
  if (held.length) {
    body.push(section(say("files"), h("ul", { class: "lines" }, held.map((each) => h("li", {}, icon("folder"), h("a", { href: `#case/${each.uuid}` }, ltr(each.number)), h("small", {}, voice.choice("case", each.status)))))));
  }
  if (acts.length) body.push(section(say("receipts"), receipts(app, acts)));
  return { title: nameOf(found, voice.code, say("unnamed")), back: ["people", say("way_people")], body };
}
