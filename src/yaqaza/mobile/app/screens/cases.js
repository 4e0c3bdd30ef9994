// One's own files, to look something up on the way: whom they are about, how to reach them, who looked last, the help still to be given.
import { h, icon } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { matches, nameOf } from "../names.js";
import { call, facts, ltr, place, section, whose } from "./parts.js";

const SHOWN = 40;

function programme(app, code) {
  return app.voice.of(app.work.of("programme").find((each) => each.code === code)) || code;
}

export async function cases(app) {
  const { say, voice } = app;
  const all = app.work.of("case").map((each) => ({ ...each, who: app.work.person(each.person) ?? {} }));
  all.sort((one, other) => ((one.due || "9") < (other.due || "9") ? -1 : 1));
  const list = h("ul", { class: "lines" });
  const told = h("p", { class: "muted small", role: "status" });
  const input = h("input", { class: "input", type: "search", id: "search", autocomplete: "off", dir: "auto" });
  const words = (each) => ({ ...each.who, description: `${each.who.description ?? ""} ${programme(app, each.programme)}`, phones: [...(each.who.phones ?? []), each.number] });
  function find() {
    const found = all.filter((each) => matches(words(each), input.value));
    told.textContent = voice.count("files", found.length);
    list.replaceChildren(...found.slice(0, SHOWN).map((each) => h(
      "li", {}, icon("folder"), h("a", { href: `#case/${each.uuid}` }, h("bdi", {}, nameOf(each.who, voice.code, say("file")))),
      h("small", {}, ltr(each.number), each.due ? [" · ", say("due"), " ", ltr(voice.date(each.due))] : null),
    )));
  }
  input.addEventListener("input", find);
  find();
  const search = h("div", { class: "field" }, h("label", { for: "search" }, say("search_files")), h("p", { class: "field__hint" }, say("search_files_hint")), input);
  return { title: say("files"), under: say("files_under"), back: ["people", say("way_people")], body: [search, h("section", {}, told, list)], steady: true };
}

export async function file(app, uuid) {
  const { say, voice } = app;
  const found = app.work.record("case", uuid);
  const back = ["cases", say("files")];
  if (!found) return { title: say("file"), back, body: [note("info", say("gone"))] };
  const who = found.person && app.work.person(found.person);
  const body = [h("section", { class: "stack" },
    facts([
      [say("person"), who && h("a", { href: `#person/${who.uuid}` }, h("bdi", {}, whose(app, who.uuid)))],
      [say("place"), who && h("span", {}, place(app, who), who.address ? [h("br"), h("bdi", {}, who.address)] : null)],
      [say("programme"), programme(app, found.programme)],
      [say("stands"), voice.choice("case", found.status)],
      [say("visited"), found.visited ? voice.date(found.visited) : say("not_visited")],
      [say("due"), found.due && ltr(voice.date(found.due))],
    ]),
    who?.phones?.length ? h("div", { class: "actions" }, who.phones.map((number) => call(app, number, ltr(number)))) : null,
    who ? h("div", { class: "actions" }, h("a", { class: "button", href: `#help/${who.uuid}` }, icon("heart-handshake"), h("span", {}, say("help")))) : null,
  )];
  const steps = found.steps ?? []; // held since an earlier version
  body.push(section(say("open_help"), steps.length
    ? h("ul", { class: "lines" }, steps.map((each) => h("li", {}, icon("list-check"), h("span", {}, h("bdi", {}, each.title)), h("small", {}, each.due && ltr(voice.date(each.due))))))
    : h("p", { class: "muted" }, say("no_open_help"))));
  return { title: say("file"), under: [ltr(found.number)], back, body };
}
