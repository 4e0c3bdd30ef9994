// The questionnaires that can be filled in here, what was begun, what waits to be sent; and one of them, opened.
import { clock, h, icon } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { drafts, heldForm } from "../questionnaires.js";
import { ltr, section } from "./parts.js";

export async function forms(app) {
  const { say, voice } = app;
  const [held, begun] = [await app.store.all("forms"), await drafts(app.store)];
  app.answers = begun.filter((each) => each.ready).length;
  held.sort((one, other) => one.title.localeCompare(other.title, voice.code));
  const body = [];
  if (begun.length) {
    body.push(section(say("forms_begun"), h("ul", { class: "lines" }, begun.map((each) => h(
      "li", {}, icon(each.ready ? "cloud-upload" : "pencil"),
      held.some((form) => form.id === each.version) ? h("a", { href: `#form/${each.version}/${each.id}` }, h("bdi", {}, each.title || each.form)) : h("span", {}, h("bdi", {}, each.title || each.form)),
      h("small", {}, ltr(clock(each.at)), " · ", say(each.ready ? "state_KEPT" : "form_begun")),
    )))));
  }
  if (held.length) {
    body.push(section(say("forms_held"), h("ul", { class: "lines" }, held.map((each) => h("li", {}, icon("clipboard-text"), h("a", { href: `#form/${each.id}` }, h("bdi", {}, each.title)))))));
  } else body.push(h("div", { class: "empty" }, h("p", { class: "empty__title" }, h("b", {}, say("no_form"))), h("p", {}, say(app.store.seat.fills ? "no_form_more" : "no_form_right"))));
  return { title: say("way_forms"), under: say("forms_under"), body };
}

export async function form(app, version, draft = "") {
  const { say } = app;
  const back = ["forms", say("way_forms")];
  const held = await heldForm(app.store, version);
  if (!held) return { title: say("way_forms"), back, body: [note("info", say("no_form"))] };
  const root = h("div", { class: "filling", "data-filling": true, "data-list": "#forms" });
  const { engine, icons } = app.told; // of this version of the app, not of when the form was fetched
  const told = { ...held, package: { ...held.package, another: "#forms", engine, icons } };
  const token = async () => (await app.syncing().me()).token;
  let gone = false;
  let close = null;
  import(app.told.filling).then(({ fill }) => fill({ root, held: told, seal: app.store.seal, draft, token })).then((over) => {
    close = over;
    if (gone) over();
  }).catch((error) => {
    console.warn("The filler did not start.", error);
    root.replaceChildren(note("warning", say("form_later")));
  });
  const over = async () => {
    gone = true; // one that is still being opened holds up nobody
    await close?.();
  };
  return { title: held.title, back, body: [root], form: true, over };
}
