// The page of our own: the package and the words stand in it, drafts are in the browser, answers go to the door of the server.
import { Drafts } from "./drafts.js";
import { button, clock, h, icon, show, tell, useIcons } from "./dom.js";
import { Form } from "./form.js";
import { Screens } from "./screens.js";
import { send } from "./sending.js";

const PAUSE = 700; // milliseconds after the last key until what was written is kept

export class Page {
  constructor(root, told, words) {
    Object.assign(this, { root, told, words });
    this.say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    this.notice = h("div", { role: "status", class: "filling__notice" });
    this.keeping = h("p", { class: "muted small filling__kept", role: "status" });
    this.how = h("p", { class: "muted small" });
    this.place = h("div", { class: "stack" }, this.#alert("info", "hourglass", this.say("loading")));
    this.leaving = new AbortController();
    useIcons(told.icons);
    root.replaceChildren(this.notice, this.place, this.keeping, this.how);
  }

  async start() {
    const [engine, definition, drafts] = await Promise.all([
      import(this.told.engine),
      this.definition(),
      Drafts.open(this.told.vault),
    ]);
    this.drafts = drafts;
    this.open = () => Form.open({
      engine, definition, user: this.told.username,
      media: async (name) => this.medium(name),
      changed: () => this.screens?.refresh(),
    });
    tell(this.how, this.say(drafts ? "kept_how" : "not_kept"));
    const { signal } = this.leaving;
    addEventListener("beforeunload", (event) => this.root.dataset.unkept && event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keep(), { signal });
    addEventListener("online", () => this.waiting && this.send(), { signal });

    const wanted = this.wanted();
    const draft = wanted && (await drafts?.get(wanted));
    if (draft) return this.resume(draft);
    if (this.told.corrects) return this.correct();
    const begun = (await drafts?.list(this.told.version)) ?? [];
    if (begun.length || !this.told.offered) return this.offer(begun);
    return this.begin();
  }

  // Where the form, its files, the draft and the address are: the field app has others.
  definition() {
    return fetched(this.told.form).then((response) => response.text());
  }

  medium(name) {
    return this.told.media[name] && fetch(this.told.media[name]);
  }

  wanted() {
    return location.hash.slice(1);
  }

  addressed(id) {
    history.replaceState(null, "", id ? `#${id}` : location.pathname);
  }

  // The drafts of this form, and a new one.
  offer(begun) {
    const rows = begun.map((draft) => draftRow(draft, this.say, this.drafts, { open: async () => this.resume(await this.drafts.get(draft.id)) }));
    const fresh = this.told.offered
      ? button(this.say("new"), { sign: "plus", kind: "primary", onclick: () => this.begin() })
      : h("p", {}, this.say("not_offered"));
    this.place.replaceChildren(
      ...(rows.length ? [h("h2", {}, this.say("drafts")), h("ul", { class: "lines" }, rows)] : []), h("div", { class: "actions" }, fresh),
    );
  }

  async begin() {
    this.form = (await this.open()).begin();
    return this.#mount(crypto.randomUUID?.() ?? String(Math.random()).slice(2));
  }

  async resume(draft) {
    const form = await this.open();
    try {
      this.form = await form.restore(draft);
    } catch {
      return this.#say("warning", this.say("unreadable"));
    }
    this.tried = draft.tried;
    return this.#mount(draft.id, draft);
  }

  async correct() {
    const { xml, files } = this.told.corrects;
    const [text, ...before] = await Promise.all([
      fetched(xml).then((response) => response.text()),
      ...Object.entries(files).map(async ([name, address]) => {
        const blob = await (await fetched(address)).blob();
        return new File([blob], name, { type: blob.type });
      }),
    ]);
    this.form = await (await this.open()).correct({ xml: text, files: before });
    this.#say("info", this.say("correcting"));
    return this.#mount(crypto.randomUUID());
  }

  #mount(id, draft = null) {
    this.id = id;
    const language = this.form.root.languages.find((each) => this.told.languages[each.language] === document.documentElement.lang.slice(0, 2));
    if (language) this.form.root.setLanguage(language);
    this.#ask();
    if (draft) this.#kept(draft.at);
    if (draft) this.addressed(id);
  }

  #ask() {
    this.screens = new Screens({
      form: this.form, say: this.say, languages: this.told.languages,
      media: (name) => this.told.media[name] ?? "",
      answered: () => this.answered(),
      send: () => this.send(),
    });
    this.place.replaceChildren(this.screens.element);
  }

  // Another form in place of this one: the reader stays where they are, in the language that they chose, and writes into the new one.
  #exchange(form) {
    const { at } = this.screens;
    const { language } = this.form.root.currentState.activeLanguage;
    const spoken = form.root.languages.find((each) => each.language === language);
    if (spoken) form.root.setLanguage(spoken);
    this.form = form;
    this.#ask();
    this.screens.at = at;
    this.screens.refresh();
  }

  answered() {
    this.#unkept(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  // Written one after the other, so that an older content never lands on a newer one.
  keep() {
    clearTimeout(this.timer);
    this.writing = (this.writing ?? Promise.resolve()).then(async () => {
      if (!this.drafts || !this.dirty || !this.form) return;
      this.#unkept(false);
      this.root.dataset.unkept = "yes"; // until it is written
      await this.#put(await this.form.content());
      this.#unkept(this.dirty);
    }).catch(() => this.#unkept(true));
    return this.writing;
  }

  #unkept(dirty) {
    this.dirty = dirty;
    if (dirty) this.root.dataset.unkept = "yes";
    else delete this.root.dataset.unkept;
  }

  async #put(content, ready = false) {
    if (!this.drafts) return;
    const { version, title: form, here } = this.told;
    this.#kept(await this.drafts.put(this.id, { version, form, here, ready, tried: this.tried ?? "", ...content }));
    this.addressed(this.id);
  }

  #kept(at) {
    tell(this.keeping, this.say("kept", { at: clock(at) }));
  }

  // While it is sent nothing can be written: that would be neither in what is sent nor, when it arrived, anywhere else.
  async send() {
    if (this.busy || this.screens.faults().length) return;
    const focused = document.activeElement;
    this.busy = true;
    this.waiting = false;
    this.notice.replaceChildren();
    this.place.inert = true;
    try {
      await this.keep();
      await this.#sent(await this.#deliver());
    } finally {
      this.busy = this.place.inert = false;
      if (this.screens && document.activeElement === document.body) (focused.isConnected ? focused : this.screens.send).focus({ preventScroll: true });
    }
  }

  // What was tried before and may have arrived is never sent in another wording under its id: then it is a correction of it.
  async #deliver() {
    let content = await this.form.content();
    const before = this.tried;
    this.tried = content.instance;
    await this.#put(content, true);
    let sent = await this.#post(content);
    if (sent.differs && before === content.instance) {
      this.#exchange(await (await this.open()).correct(content));
      content = await this.form.content();
      this.tried = content.instance;
      await this.#put(content, true);
      sent = await this.#post(content);
    }
    return sent;
  }

  async #post({ xml, files }) {
    const progress = (n, all) => this.#say("info", this.say("sending", { n, all }));
    const once = () => send({ door: this.told.door, token: this.root.dataset.token, xml, files, progress });
    const sent = await once();
    return sent.problem === "signed_out" && (await this.signedInAgain()) ? once() : sent;
  }

  // After signing in again in another tab this page's token is an old one. A page fetched anew has the new one, and says whether it is
  // still the same user: answers are never sent in the name of another.
  async signedInAgain() {
    const response = await fetch(this.told.here, { redirect: "manual" }).catch(() => null);
    if (!response?.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("[data-filling]")?.dataset.token;
    const told = page.getElementById("filling-package")?.textContent;
    if (!token || JSON.parse(told).vault !== this.told.vault) return false;
    this.root.dataset.token = token;
    return true;
  }

  async #sent({ told, problem, sentence }) {
    if (problem) {
      this.waiting = problem === "offline";
      this.#say("warning", problem === "refused" ? this.say("refused", { why: sentence }) : this.say(problem));
      return;
    }
    await this.drafts?.drop(this.id);
    this.#unkept(false);
    this.form = this.screens = null;
    this.addressed("");
    const again = this.told.offered && h("a", { class: "button", href: this.told.another ?? this.told.here }, this.say("another"));
    this.notice.replaceChildren();
    show(this.how, false);
    tell(this.keeping, "");
    const links = h(
      "div", { class: "actions" },
      h("a", { class: "button button--primary", href: told.url }, this.say("see")), again,
      h("a", { class: "button", href: this.root.dataset.list }, this.say("to_list")),
    );
    const receipt = this.#alert("success", "check", this.say("sent", { at: told.at }), this.say("sent_more"));
    receipt.tabIndex = -1;
    this.place.replaceChildren(receipt, links);
    this.place.inert = false; // else it takes no focus
    receipt.focus();
  }

  #say(kind, words) {
    this.notice.replaceChildren(this.#alert(kind, kind === "info" ? "info-circle" : "alert-triangle", words));
    if (kind === "warning") this.notice.scrollIntoView({ block: "center" });
  }

  #alert(kind, sign, ...sentences) {
    return h("div", { class: `alert alert--${kind}` }, icon(sign), h("div", { class: "alert__body" }, sentences.map((words) => h("p", {}, words))));
  }

  failed() {
    this.place.replaceChildren(this.#alert("warning", "alert-triangle", this.say("cannot_open")));
  }
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

// One draft in a list: its name, when, what can be done with it. `open` is given where the form is on the page already.
export function draftRow(draft, say, drafts, { open = null } = {}) {
  const go = open
    ? button(say("continue"), { sign: "pencil", onclick: open })
    : h("a", { class: "button", href: `${draft.here}#${draft.id}` }, icon("pencil"), h("span", {}, say("continue")));
  const row = h(
    "li", {}, icon("file-text"),
    h("span", {}, h("bdi", {}, draft.title || draft.form), h("br"), h("small", {}, `${open ? "" : `${draft.form} · `}${say("begun", { at: clock(draft.at) })}${draft.ready ? ` · ${say("unsent")}` : ""}`)),
    h("span", { class: "actions" }, go, button(say("delete"), { sign: "trash", kind: "quiet", onclick: remove })),
  );
  async function remove() {
    if (!globalThis.confirm(say("delete_ask"))) return;
    await drafts.drop(draft.id);
    row.remove();
  }
  return row;
}
