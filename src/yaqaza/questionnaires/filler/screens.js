// The form on the page: screen by screen (as on a phone) or all on one page, where one stands, what is wrong, and the way there.
import { button, h, id, show, tell } from "./dom.js";
import { part } from "./parts.js";

const LAYOUT = "yaqaza.filling.layout";
const LOOSE = 6; // so many questions that stand in no group make one screen

export class Screens {
  // `form`: form.js; `media`: name → address or ""; `answered()`: something was written; `send()`: the reader wants to send.
  constructor({ form, say, media, answered, send, languages }) {
    Object.assign(this, { form, say, media, answered, languages });
    this.questions = new Map();
    this.at = 0;
    const narrow = globalThis.matchMedia?.("(max-width: 48rem)").matches;
    this.paged = (localStorage.getItem(LAYOUT) ?? (narrow || form.root.classes?.pages ? "screens" : "page")) === "screens";
    this.head = this.#head();
    this.summary = h("div", { class: "error-summary", tabindex: "-1", hidden: true });
    this.body = h("div", { class: "filling__screens" });
    this.back = button(say("back"), { sign: "arrow-left", flip: true, onclick: () => this.go(-1) });
    this.next = button(say("next"), { kind: "primary", onclick: () => this.go(1) });
    this.send = button(say("send"), { kind: "primary", sign: "send", flip: true, onclick: send });
    this.foot = h("div", { class: "actions filling__foot" }, this.back, this.next, this.send);
    this.element = h("div", { class: "filling__form" }, this.head.element, this.summary, this.body, this.foot);
    this.#build();
    this.element.addEventListener("keydown", (event) => this.#key(event));
    globalThis.addEventListener?.("beforeprint", () => this.#reveal(true));
    globalThis.addEventListener?.("afterprint", () => this.#reveal(false));
    this.refresh();
  }

  get page() {
    return {
      say: this.say,
      media: this.media,
      answered: this.answered,
      refresh: () => this.refresh(),
      register: (made) => this.questions.set(made.element, made),
      guidance: (node) => {
        const words = this.form.guidance.get(node.definition.nodeset);
        return words ? (words[this.form.root.currentState.activeLanguage.language] ?? Object.values(words)[0]) : "";
      },
    };
  }

  // Shows what the engine says now; called after every change of it.
  refresh() {
    for (const screen of this.screens) for (const made of screen.parts) made.refresh();
    const open = this.#open();
    if (!open.includes(this.screens[this.at])) this.at = Math.max(0, this.screens.indexOf(open[0]));
    const number = open.indexOf(this.screens[this.at]);
    for (const [at, screen] of this.screens.entries()) show(screen.element, open.includes(screen) && (!this.paged || at === this.at || this.printing));
    const last = number === open.length - 1;
    show(this.back, this.paged && number > 0);
    show(this.next, this.paged && !last);
    show(this.send, !this.paged || last);
    this.head.refresh(open, number);
    if (!this.summary.hidden) this.#summarise();
  }

  go(by) {
    const open = this.#open();
    const wanted = open[open.indexOf(this.screens[this.at]) + by];
    if (wanted) this.#stand(wanted);
  }

  // The faults in the order of the form; shows them, and takes the reader to the list. Empty: it may be sent.
  faults() {
    for (const made of this.questions.values()) made.touch();
    this.refresh();
    const found = this.#summarise();
    show(this.summary, found.length > 0);
    if (found.length) {
      this.summary.focus();
      this.summary.scrollIntoView({ block: "start" });
    }
    return found;
  }

  #summarise() {
    const found = this.screens.flatMap((screen) => [...screen.element.querySelectorAll(".asked")])
      .map((element) => this.questions.get(element))
      .filter((made) => made?.wrong() && reachable(made.element));
    const items = found.map((made) => h("li", {}, h("a", { href: "#", onclick: (event) => this.#lead(event, made) }, `${made.name()} – ${made.wrong()}`)));
    const print = items.map((item) => item.textContent).join("\n");
    if (print !== this.summary.dataset.print) {
      this.summary.dataset.print = print;
      this.summary.replaceChildren(h("h2", {}, this.say("faults")), h("ul", {}, items));
    }
    if (!found.length) show(this.summary, false);
    return found;
  }

  #lead(event, made) {
    event.preventDefault();
    this.#stand(this.screens.find((screen) => screen.element.contains(made.element)), false);
    made.element.scrollIntoView({ block: "center" });
    made.focus();
  }

  #stand(screen, top = true) {
    this.at = this.screens.indexOf(screen);
    this.refresh();
    if (!top) return;
    if (this.paged) this.element.scrollIntoView({ block: "start" });
    else screen.element.scrollIntoView({ block: "start" });
    screen.element.focus({ preventScroll: true });
  }

  #open() {
    return this.screens.filter((screen) => screen.parts.some((made) => !made.element.hidden));
  }

  // One group around everything is no screen of its own: what it holds is.
  #build() {
    let { children } = this.form.root.currentState;
    const page = this.page;
    const visible = (nodes) => nodes.filter((node) => node.nodeType !== "model-value");
    while (visible(children).length === 1 && visible(children)[0].nodeType === "group" && !visible(children)[0].appearances?.["field-list"]) {
      ({ children } = visible(children)[0].currentState);
    }
    this.screens = [];
    let loose = null;
    for (const node of visible(children)) {
      const made = part(node, page);
      if (!made) continue;
      const alone = node.nodeType === "group" || node.nodeType.startsWith("repeat");
      if (alone || !loose || loose.parts.length >= LOOSE) this.screens.push({ parts: [], element: h("section", { class: "filling__screen", tabindex: "-1" }) });
      const screen = this.screens.at(-1);
      screen.parts.push(made);
      screen.element.append(made.element);
      loose = alone ? null : screen;
    }
    this.body.append(...this.screens.map((screen) => screen.element));
  }

  #head() {
    const { say } = this;
    const told = h("span", { class: "filling__at" });
    const bar = h("progress", { class: "filling__progress", "aria-label": say("screens") });
    const layout = button("", { sign: "list-details", kind: "quiet", onclick: () => this.#turn() });
    const print = button(say("print"), { sign: "printer", kind: "quiet", onclick: () => globalThis.print() });
    const spoken = this.form.root.languages.filter((each) => each.language);
    const choice = h("select", { class: "input", id: id("language") }, spoken.map((each) => h("option", { value: each.language }, each.language)));
    choice.addEventListener("change", () => this.form.root.setLanguage(spoken.find((each) => each.language === choice.value)));
    const language = spoken.length > 1 && h("div", { class: "filling__language" }, h("label", { for: choice.id }, say("language")), choice);
    const element = h("div", { class: "filling__head no-print" }, h("div", { class: "filling__where" }, told, bar), h("details", { class: "asked__guide" }, h("summary", {}, say("options")), h("div", { class: "actions" }, language, layout, print)));
    return {
      element,
      refresh: (open, number) => {
        choice.value = this.form.root.currentState.activeLanguage.language;
        tell(told, say("screen", { n: number + 1, all: open.length }));
        Object.assign(bar, { max: Math.max(1, open.length), value: number + 1 });
        show(told.parentElement, this.paged);
        tell(layout.lastChild, say(this.paged ? "one_page" : "by_screen"));
      },
    };
  }

  #turn() {
    this.paged = !this.paged;
    localStorage.setItem(LAYOUT, this.paged ? "screens" : "page");
    this.refresh();
  }

  #reveal(printing) {
    this.printing = printing;
    this.refresh();
  }

  // Ctrl+Enter goes on, and sends at the end; Enter in a one-line field does nothing, so that nothing is sent by chance.
  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    (this.next.hidden ? this.send : this.next).click();
  }
}

function reachable(element) {
  for (let each = element; each; each = each.parentElement) {
    if (each.classList.contains("filling__screen")) return true;
    if (each.hidden) return false;
  }
  return false;
}
