// The field app: who is signed in, which screen stands there, when it syncs.
import { h, icon, useIcons } from "../../questionnaires/filler/dom.js";
import { Seal } from "../../questionnaires/filler/sealing.js";
import { Chrome } from "./chrome.js";
import { drafts, fetchForms, sendAnswers } from "./questionnaires.js";
import { door } from "./screens/door.js";
import { screens } from "./screens/all.js";
import { Store } from "./store.js";
import { Stopped, Sync } from "./sync.js";
import { Voice } from "./voice.js";
import { Work } from "./work.js";
import { Worker } from "./worker-side.js";

const SOON = 1500; // milliseconds after an act
const OFTEN = 60_000; // while something is unsent
const SELDOM = 5 * 60_000;
const AT_ONCE = 5000; // milliseconds in which the server says who is signed in before the day is shown
const AWAY = ["signed_out", "other"]; // whose seat stands here is no longer who is signed in
const TRIES = [2000, 5000, 15_000, OFTEN]; // a network that has just come back often fails once more

class App {
  constructor(body) {
    this.told = body.dataset;
    this.body = body;
    const [sync, phones] = [this.told.sync, this.told.sync.replace(/sync\/$/, "phones/")];
    this.addresses = { me: this.told.me, sync, phones, files: this.told.sync.replace(/sync\/$/, "files/"), forms: this.told.forms };
    this.trouble = ""; // how the last sync stopped
    this.turn = 0; // which showing is the last one asked for
  }

  async start() {
    useIcons(this.told.icons);
    this.voice = await Voice.load(this.told.words);
    this.say = this.voice.say;
    this.chrome = new Chrome(this);
    this.worker = new Worker(this);
    this.worker.start();
    this.store = await Store.open();
    if (!this.store) return this.shut("no_store");
    addEventListener("hashchange", () => this.show());
    addEventListener("online", () => (this.work ? this.sync() : this.enter()));
    addEventListener("offline", () => this.chrome.refresh());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.sync());
    if (!(await this.store.meta("out")) && (await this.store.unlock()) && !(await this.#away())) {
      await this.open();
      this.sync();
    } else await this.enter();
    return null;
  }

  // Whether the server says that it is not, or no longer, whose seat stands here who is signed in: asked before anything held is shown.
  async #away() {
    if (!navigator.onLine) return false;
    const here = async ({ language }) => (await this.voice.follow(language), "");
    const how = await this.syncing().me(AT_ONCE).then(here, (stopped) => stopped.how);
    if (!AWAY.includes(how)) return false;
    await this.store.leave();
    return true;
  }

  // Asks the server who is signed in; that opens what this user's phone holds.
  async enter() {
    const out = await this.store.meta("out");
    try {
      const told = await this.syncing().me();
      await this.voice.follow(told.language);
      if (out && (await this.#left(out, told))) return this.#signedOut(told);
      if (this.store.owner) await this.store.leave();
      await this.store.sit(told);
      this.syncing().sayWiped(); // where the network went before it was heard
    } catch (stopped) {
      if (stopped.how === "signed_out" && out) await this.store.note("out", undefined);
      if (stopped.how === "signed_out") await this.#standing();
      return this.shut(stopped.how ?? "broken", stopped.why);
    }
    this.trouble = "";
    await this.open();
    // A sync that found out waits for this one: it ends first, then the new user's begins.
    if (this.running) this.anew = true;
    else this.sync();
    return null;
  }

  async open() {
    this.work = await new Work(this.store).load();
    await this.count();
    navigator.storage?.persist?.();
    this.show();
  }

  syncing() {
    const estimate = async () => navigator.storage?.estimate?.() ?? {};
    return new Sync({ store: this.store, addresses: this.addresses, estimate, name: device() });
  }

  // One at a time, also where two pages of the app are open. `loud`: the reader asked for it.
  async sync({ loud = false } = {}) {
    clearTimeout(this.timer);
    if (!this.store.seal || (this.running && !loud)) return this.running;
    this.running ??= navigator.locks.request("yaqaza-sync", () => this.#once()).finally(() => {
      this.running = null;
      if (this.anew) this.timer = setTimeout(() => this.sync(), 0);
      else this.#again();
      this.anew = false;
      this.chrome.refresh();
    });
    this.chrome.refresh();
    return this.running;
  }

  async #once() {
    if (!this.store.seal) return;
    if (!(await this.store.stands())) return this.#ended("signed_out"); // on the pages, by another, or too long ago
    let changed = true;
    try {
      const sync = this.syncing();
      await sync.run();
      this.trouble = "";
      changed = (await this.#questionnaires()) > 0 || sync.changed;
    } catch (error) {
      const stopped = error instanceof Stopped ? error : new Stopped(fault(error));
      if (!(error instanceof Stopped)) console.warn("The sync stopped.", error);
      this.trouble = stopped.how;
      this.why = stopped.why;
      if ([...AWAY, "wiped"].includes(stopped.how)) return this.#ended(stopped.how);
    }
    await this.work.load();
    if (changed) this.renew();
  }

  // What waits is sent unless one of them is open: its own page sends that one.
  async #questionnaires() {
    let sent = 0;
    try {
      if (!location.hash.startsWith("#form/")) sent = await sendAnswers(this);
      await fetchForms(this);
    } catch (error) {
      if (AWAY.includes(error.how)) throw error;
      console.warn("The questionnaires are not up to date.", error);
    }
    await this.count();
    return sent;
  }

  async count() {
    this.answers = (await drafts(this.store)).filter((each) => each.ready).length;
  }

  // Nothing is shown to who is not signed in; who is writing ends that first.
  async #ended(how) {
    this.trouble = how;
    if (how !== "wiped" && this.screen?.form) return this.chrome.refresh();
    await this.#over();
    await this.store.leave();
    return how === "wiped" ? this.shut(how) : this.enter();
  }

  // What stands on the screen keeps what was typed, as long as it can be sealed.
  async #over() {
    const { screen } = this;
    this.screen = null;
    await screen?.over?.();
  }

  // A phone that was signed out from afar is emptied also when nobody is signed in on it.
  async #standing() {
    for (const { owner, phone } of await this.store.phones()) {
      const answer = await fetch(`${this.addresses.phones}${phone}/standing/`, { cache: "no-store" }).catch(() => null);
      if (!answer?.ok || !(await answer.json()).wipe) continue;
      await this.store.note(`wiped:${phone}`, true);
      await this.store.wipe(owner);
    }
    await this.syncing().sayWiped();
  }

  // Out, also without network: the key goes now, the session when the server can be reached.
  async leave() {
    await this.store.note("out", this.store.owner);
    await this.#over();
    await this.store.leave();
    await this.enter();
  }

  // Whether it is the session of who went out here that still stands. Another's, which began meanwhile, is theirs.
  async #left(out, { vault }) {
    if (out === true || out === (await Seal.from(vault)).owner) return true; // earlier versions noted no owner
    await this.store.note("out", undefined);
    return false;
  }

  async #signedOut({ token }) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token });
    await fetch(this.told.logout, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
    await this.store.note("out", undefined);
    return this.shut("left");
  }

  async shut(how, why = "") {
    this.turn += 1;
    await this.#over();
    this.work = null;
    const kept = this.store ? await this.store.foreign() : 0;
    this.chrome.put(door(this, { how, why, kept }));
  }

  #again() {
    clearTimeout(this.timer);
    this.tries = this.trouble === "offline" && navigator.onLine ? (this.tries ?? -1) + 1 : -1;
    const usual = this.work?.unsent().length || this.answers ? OFTEN : SELDOM;
    const wait = this.tries < 0 ? usual : TRIES[Math.min(this.tries, TRIES.length - 1)];
    if (this.store.seal) this.timer = setTimeout(() => this.sync(), wait);
  }

  // Does something, shows it, and sends it soon. False when the phone has no room: then nothing is lost, the screen stays as it is.
  async do(...told) {
    try {
      const id = await this.work.do(...told);
      this.worker.later();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.sync(), SOON);
      this.chrome.refresh();
      return id;
    } catch (error) {
      console.warn("Not kept.", error);
      this.chrome.tell("danger", this.say("not_kept"));
      return "";
    }
  }

  go(hash) {
    if (location.hash.slice(1) === hash) return this.show();
    location.hash = hash;
    return null;
  }

  // Shows what is new, but never under somebody who writes: in a form, or in the search (`steady`).
  renew() {
    if (!this.screen?.form && !this.screen?.steady) this.show({ quiet: true });
  }

  async show({ quiet = false } = {}) {
    if (!this.work) return;
    this.turn += 1;
    const { turn } = this;
    this.quiet = quiet && (this.quiet ?? true);
    const wrote = this.screen?.form;
    await this.#over();
    if (turn !== this.turn) return;
    if (wrote && AWAY.includes(this.trouble)) {
      await this.#ended(this.trouble);
      return;
    }
    const [name, ...rest] = location.hash.slice(1).split("/");
    const screen = await (screens[name] ?? screens.day)(this, ...rest);
    if (turn !== this.turn) {
      await screen.over?.(); // the reader is elsewhere already
      return;
    }
    this.screen = screen;
    this.chrome.put(screen, { quiet: this.quiet });
    this.quiet = true;
  }
}

// Browsers name a full disk differently; a body that does not come in time is a bad network.
function fault(error) {
  if (["TimeoutError", "NetworkError"].includes(error.name)) return "offline";
  return error instanceof DOMException ? "full" : "broken";
}

function device() {
  const { brands = [], platform = "" } = navigator.userAgentData ?? {};
  const brand = brands.map((each) => each.brand).find((each) => !/not.?a.?brand|chromium/i.test(each));
  return [brand ?? brands.at(-1)?.brand, platform || navigator.platform].filter(Boolean).join(" · ").slice(0, 80);
}

const app = new App(document.body);
app.start().catch((error) => {
  console.warn("The app did not start.", error);
  document.body.append(h("p", {}, icon("alert-triangle"), " يقظة: أعيدوا فتح التطبيق. · Rouvrez l’application."));
});
