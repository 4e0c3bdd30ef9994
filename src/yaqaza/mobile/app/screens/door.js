// What stands there while nobody is signed in: nothing of what is held, and the way in.
import { button, h } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";

export function door(app, { how, why, kept }) {
  const { say, count } = app.voice;
  const login = `${app.told.login}?next=${encodeURIComponent(app.told.app)}`;
  const words = note(how === "left" || how === "signed_out" ? "info" : "warning", say(`door_${how}`), why);
  const body = [words];
  if (kept) body.push(note("warning", count("foreign", kept)));
  if (["signed_out", "left", "wiped", "refused"].includes(how)) body.push(h("a", { class: "button button--primary button--big button--wide", href: login }, say("sign_in")));
  if (["offline", "broken"].includes(how)) body.push(button(say("again"), { kind: "primary big wide", sign: "refresh", onclick: () => app.enter() }));
  body.push(languages(app));
  return { title: say("title"), under: say("title_under"), body: [h("section", { class: "stack" }, body)] };
}

export function languages(app) {
  const { say, codes, code } = app.voice;
  const own = { ar: "العربية", fr: "Français", en: "English" };
  const turn = async (to) => {
    await app.voice.choose(to);
    if (app.work) app.show();
    else location.reload();
  };
  return h("div", { class: "actions", role: "group", "aria-label": say("language") }, codes.map((to) => {
    const press = button(own[to], { kind: "quiet", lang: to, onclick: () => turn(to) });
    if (to === code) press.setAttribute("aria-current", "true");
    return press;
  }));
}
