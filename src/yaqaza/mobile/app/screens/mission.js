// A mission: where to, whom, what is known, the next step, photos, what was done here.
import { button, clock, h, icon, size } from "../../../questionnaires/filler/dom.js";
import { smaller } from "../../../questionnaires/filler/pictures.js";
import { note } from "../chrome.js";
import { Fields } from "../fields.js";
import { ageOf } from "../names.js";
import { uuid7 } from "../ids.js";
import { fits } from "../room.js";
import { isOpen } from "../work.js";
import { contact } from "./day.js";
import { facts, ltr, place, receipts, section, span, urgency, way, whose } from "./parts.js";
import { kept } from "./typing.js";

const EDGE = 1600; // a cheap phone's picture of 4 MB becomes some 300 kB

export async function mission(app, uuid) {
  const { say, voice } = app;
  const found = app.work.mission(uuid);
  if (!found) return { title: say("mission"), back: ["day", say("way_day")], body: [note("info", say("gone"))] };
  const person = found.person && app.work.person(found.person);
  const captions = await caption(app, uuid);
  const body = [h("section", { class: "stack" },
    h("p", {}, urgency(app, found.urgency), " ", h("span", { class: "status" }, voice.choice("status", found.status))),
    facts([
      [say("person"), person && h("span", {}, h("a", { href: `#person/${person.uuid}` }, h("bdi", {}, whose(app, person.uuid))), age(app, person))],
      [say("place"), h("span", {}, place(app, found), found.place ? [h("br"), h("b", {}, h("bdi", {}, found.place))] : null)],
      [say("when"), span(app, found)],
      [say("left_at"), found.departed && ltr(clock(Date.parse(found.departed)))],
      [say("came_at"), found.arrived && ltr(clock(Date.parse(found.arrived)))],
    ]),
    h("div", { class: "actions" }, isOpen(found) ? [way(app, found), contact(app, found)] : null, person && h("a", { class: "button", href: `#help/${person.uuid}` }, icon("heart-handshake"), h("span", {}, say("help")))),
  )];
  if (found.instructions) body.push(section(say("instructions"), h("p", { class: "received kept", dir: "auto" }, found.instructions)));
  if (found.reported) body.push(section(say("reported"), h("p", { class: "received kept", dir: "auto" }, found.reported)));
  if (["DEPARTED", "ON_SITE", "DONE"].includes(found.status)) body.push(await photos(app, found, captions));
  const acts = app.work.acts.filter((act) => act.about === uuid);
  if (acts.length) body.push(section(say("receipts"), receipts(app, acts)));
  return { title: voice.choice("purpose", found.purpose), under: [ltr(found.number)], back: ["day", say("way_day")], body, foot: steps(app, found, true), over: captions.stop, get steady() { return captions.element.contains(document.activeElement); } };
}

// What the next photos show, written before they are taken: with the photo it leaves at once.
async function caption(app, uuid) {
  const fields = new Fields([{ name: "caption", type: "text", label: app.say("caption"), hint: app.say("caption_hint"), most: 200 }], { say: app.say, changed: () => typing.changed() });
  const typing = await kept(app, `caption:${uuid}`, fields);
  return { id: typing.id, element: fields.element, stop: () => typing.stop(), words: () => fields.values().caption };
}

function age(app, person) {
  const known = ageOf(person);
  return known ? ` · ${app.voice.count(known.about ? "age_about" : "age", known.years)}` : "";
}

// The next step of the road, and the other endings that a visit may have.
export function steps(app, found, whole = false) {
  const { say } = app;
  const take = (kind, words, sign) => button(words, {
    kind: "primary big wide", sign,
    onclick: async (event) => {
      event.currentTarget.disabled = true;
      const done = await app.do(kind, { mission: found.uuid }, { about: found.uuid, after: app.work.before(found.uuid) });
      if (done) app.show({ quiet: kind !== "mission.end" });
      else event.target.closest("button").disabled = false;
    },
  });
  const write = h("a", { class: "button button--primary button--big button--wide", href: `#findings/${found.uuid}` }, icon("writing"), h("span", {}, say("write")));
  const other = (outcome, words) => h("a", { href: `#findings/${found.uuid}/${outcome}` }, words);
  if (found.status === "ORDERED") return [take("mission.departure", say("leave"), "car")];
  if (found.status === "DEPARTED" && !found.findings) {
    return [take("mission.arrival", say("arrive"), "map-pin"), ...(whole ? [h("p", { class: "foot__more" }, other("NO_ACCESS", app.voice.choice("outcome", "NO_ACCESS")))] : [])];
  }
  if (found.status === "ON_SITE" && !found.findings) {
    return [write, ...(whole ? [h("p", { class: "foot__more" }, other("NOT_FOUND", app.voice.choice("outcome", "NOT_FOUND")), " · ", other("REFUSED", app.voice.choice("outcome", "REFUSED")))] : [])];
  }
  if (["ON_SITE", "DEPARTED"].includes(found.status)) return [take("mission.end", say("end"), "check")];
  return whole ? null : [];
}

// Photos that were taken here: made small, kept sealed, sent in pieces.
async function photos(app, found, captions) {
  const { say } = app;
  const mine = app.work.pending(found.uuid).filter((act) => act.kind === "mission.photo");
  const shown = await Promise.all(mine.map(async (act) => {
    const bytes = await app.store.bytes(act.data.file);
    if (!bytes) return null;
    const src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const image = h("img", { src, alt: act.data.caption || say("photo") });
    image.addEventListener("load", () => URL.revokeObjectURL(src));
    return h("li", {}, image, h("small", {}, `${act.data.caption} ${size(bytes.byteLength)}`.trim()));
  }));
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", multiple: true, id: "photo" });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // so that the same photo, refused for lack of room, can be chosen again
    add(app, found, files, captions);
  });
  const chooser = h("span", { class: "asked__file" }, input, h("label", { class: "button", for: "photo" }, icon("camera"), h("span", {}, say("take_photo"))));
  return section(say("photos"), shown.some(Boolean) ? h("ul", { class: "photos" }, shown) : null, captions.element, h("div", { class: "actions" }, chooser), h("p", { class: "field__hint" }, say("photo_hint")));
}

async function add(app, found, files, captions) {
  await captions.stop();
  for (const file of files) {
    const small = await smaller(file, EDGE);
    if (!(await fits(small.size))) return app.chrome.tell("danger", app.say("no_room_photo"));
    const done = await app.do("mission.photo", { mission: found.uuid, file: uuid7(), caption: captions.words() }, { about: found.uuid, after: app.work.before(found.uuid), file: small, draft: captions.id });
    if (!done) return app.chrome.tell("danger", app.say("no_room_photo")); // what the browser grants may be more than the disk has
  }
  return app.show({ quiet: true });
}

