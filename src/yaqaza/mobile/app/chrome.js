// What stands around every screen: the head, the strip that says how the phone stands, the ways around under the thumb.
import { button, clock, h, icon, show, size } from "../../questionnaires/filler/dom.js";
import { room, warning } from "./room.js";

const WAYS = [["day", "route"], ["people", "users"], ["forms", "clipboard-text"], ["phone", "device-mobile"]];

export class Chrome {
  constructor(app) {
    this.app = app;
    this.title = h("h1", { tabindex: "-1" }, app.say("title"));
    this.under = h("p");
    this.back = h("div", { class: "app__back" });
    this.strip = h("div", { class: "app__strip", role: "status" });
    this.notice = h("div", { class: "app__notice", role: "alert" });
    this.main = h("main", { id: "content" });
    this.dock = h("nav", { class: "dock dock--staff" });
    app.body.replaceChildren(
      h("header", { class: "phone__head" }, h("div", {}, this.title, this.under), this.back), this.strip, this.notice, this.main, this.dock,
    );
  }

  // `screen`: {title, under, back: [hash, words], body, foot}. The reader is taken to its top, unless it only shows what is new.
  put(screen, { quiet = false } = {}) {
    const { say } = this.app;
    this.title.textContent = screen.title;
    this.under.replaceChildren(...[screen.under ?? ""].flat());
    this.back.replaceChildren(...(screen.back ? [h("a", { class: "button", href: `#${screen.back[0]}` }, icon("arrow-left", { flip: true }), screen.back[1])] : []));
    const foot = screen.foot ? h("div", { class: "foot" }, screen.foot) : null;
    this.notice.replaceChildren();
    this.main.replaceChildren(...screen.body.flat().filter(Boolean), ...(foot ? [foot] : []));
    this.dock.setAttribute("aria-label", say("ways"));
    show(this.dock, Boolean(this.app.work));
    if (!quiet) {
      scrollTo(0, 0);
      this.title.focus({ preventScroll: true });
    }
    this.refresh();
  }

  tell(kind, words) {
    this.notice.replaceChildren(note(kind, words));
    this.notice.scrollIntoView({ block: "center" });
  }

  async refresh() {
    const { app } = this;
    const { say } = app;
    const here = location.hash.slice(1).split("/")[0] || "day";
    const unsent = app.work?.unsent().length ?? 0;
    const unsettled = app.work?.unsettled().length ?? 0;
    this.dock.replaceChildren(...WAYS.map(([name, sign]) => {
      const number = { phone: unsent + unsettled, forms: app.work ? app.answers : 0 }[name];
      const count = number ? h("b", { class: "count" }, String(number)) : null;
      return h("a", { href: `#${name}`, "aria-current": here === name ? "page" : null }, icon(sign), say(`way_${name}`), count);
    }));
    const lines = app.work ? await this.#lines(unsent) : [];
    this.strip.replaceChildren(...lines);
  }

  async #lines(unsent) {
    const { app } = this;
    const { say, count } = app.voice;
    const lines = [];
    const synced = app.store.owner ? (await app.store.phone())?.synced : 0;
    const since = synced ? clock(synced) : "";
    if (app.running) lines.push(line("refresh", say("syncing")));
    else if (!navigator.onLine || app.trouble === "offline") {
      lines.push(line("wifi-off", say("offline"), since && say("synced_at", { at: `\u2066${since}\u2069` }), unsent ? count("kept_here", unsent) : say("work_on")));
    } else if (["signed_out", "other"].includes(app.trouble)) lines.push(line("lock", say("signed_out_writing")));
    else if (app.trouble) lines.push(line("alert-triangle", say(`trouble_${app.trouble}`), app.why));
    else if (unsent) lines.push(line("cloud-upload", count("kept_here", unsent)));
    const full = warning(await room(), { say, size });
    if (full) lines.push(line("alert-triangle", full));
    if (app.worker.fresh) {
      lines.push(h("div", { class: "offline" }, icon("download"), h("span", {}, say("fresh")), button(say("take"), { onclick: () => app.worker.take() })));
    }
    return lines;
  }
}

function line(sign, ...sentences) {
  return h("div", { class: "offline" }, icon(sign), h("span", {}, h("b", {}, sentences[0]), " ", sentences.slice(1).filter(Boolean).join(" ")));
}

export function note(kind, ...sentences) {
  const sign = { success: "check", info: "info-circle", warning: "alert-triangle", danger: "alert-octagon" }[kind];
  return h("div", { class: `alert alert--${kind}` }, icon(sign), h("div", { class: "alert__body" }, sentences.filter(Boolean).map((words) => h("p", {}, words))));
}
