// Questions of a screen: label, hint, the fault between label and control. Values are kept as they are written and come back.
import { h, id, show, tell } from "../../questionnaires/filler/dom.js";

// `specs`: {name, type, label, hint, options: [[value, label]], required: sentence, met: true (only when somebody was met)}.
export class Fields {
  constructor(specs, { say, changed = () => {} }) {
    Object.assign(this, { specs, say });
    this.made = new Map(specs.map((spec) => [spec.name, this.#make(spec)]));
    this.summary = h("div", { class: "error-summary", tabindex: "-1", hidden: true });
    this.element = h("div", { class: "form" }, this.summary, [...this.made.values()].map((made) => made.element));
    this.element.addEventListener("input", () => changed());
    this.element.addEventListener("change", () => changed());
  }

  values() {
    return Object.fromEntries([...this.made].map(([name, made]) => [name, made.value()]));
  }

  restore(values) {
    for (const [name, value] of Object.entries(values ?? {})) this.made.get(name)?.set(value);
  }

  reveal(names, shown) {
    for (const name of names) show(this.made.get(name).element, shown);
  }

  // Another list to choose from; what is chosen stays chosen.
  offer(name, options) {
    this.made.get(name).offer(options);
  }

  // Says what is wrong, on top with the way there and beside each question; true when nothing is.
  check(more = {}) {
    const faults = [];
    for (const spec of this.specs) {
      const made = this.made.get(spec.name);
      const value = made.value();
      const empty = Array.isArray(value) ? !value.length : !value;
      const fault = made.element.hidden ? "" : ((empty && spec.required) || spec.wrong?.(value, this.values()) || more[spec.name] || "");
      made.fault(fault);
      if (fault) faults.push([made, fault]);
    }
    const lead = (made) => (event) => {
      event.preventDefault();
      made.focus();
    };
    this.summary.replaceChildren(h("h2", {}, this.say("faults")), h("ul", {}, faults.map(([made, fault]) => h("li", {}, h("a", { href: "#", onclick: lead(made) }, fault)))));
    show(this.summary, faults.length > 0);
    if (faults.length) {
      this.summary.focus();
      this.summary.scrollIntoView({ block: "start" });
    }
    return !faults.length;
  }

  #make(spec) {
    if (spec.type === "one" || spec.type === "many") return this.#choices(spec);
    const name = id("field");
    const control = spec.type === "select"
      ? h("select", { class: "input", id: name }, listed(spec.options))
      : h(spec.type === "area" ? "textarea" : "input", {
        class: "input", id: name, maxlength: spec.most ?? 5000, autocomplete: "off", ...SHAPES[spec.type ?? "text"],
      });
    const fault = faulty();
    const hint = spec.hint && h("p", { class: "field__hint", id: `${name}-hint` }, spec.hint);
    if (spec.hint) control.setAttribute("aria-describedby", `${name}-hint`);
    const optional = !spec.required && spec.type !== "select" && h("span", { class: "field__optional" }, ` ${this.say("optional")}`);
    const element = h("div", { class: "field" }, h("label", { for: name }, spec.label, optional || null), hint || null, fault, control);
    return {
      element,
      value: () => control.value.trim(),
      set: (value) => { control.value = value ?? ""; },
      offer: (options) => offer(control, options),
      focus: () => control.focus(),
      fault: (words) => mark(element, fault, control, words),
    };
  }

  #choices(spec) {
    const name = id("choice");
    const fault = faulty();
    const boxes = spec.options.map(([value, label]) => {
      const box = h("input", { type: spec.type === "one" ? "radio" : "checkbox", name, value, id: id("box") });
      return [box, h("label", { class: "choice", for: box.id }, box, h("span", {}, label))];
    });
    const optional = !spec.required && h("span", { class: "field__optional" }, ` ${this.say("optional")}`);
    const element = h(
      "fieldset", { class: "field" }, h("legend", {}, spec.label, optional || null), spec.hint ? h("p", { class: "field__hint" }, spec.hint) : null,
      fault, h("div", { class: "choices" }, boxes.map(([, label]) => label)),
    );
    const chosen = () => boxes.filter(([box]) => box.checked).map(([box]) => box.value);
    return {
      element,
      value: () => (spec.type === "many" ? chosen() : (chosen()[0] ?? "")),
      set: (value) => { for (const [box] of boxes) box.checked = [value].flat().includes(box.value); },
      focus: () => boxes[0][0].focus(),
      fault: (words) => mark(element, fault, boxes[0][0], words),
    };
  }
}

// `options`: [value, label], or [group, [[value, label], …]].
function listed(options) {
  return options.map(([value, label]) => (Array.isArray(label) ? h("optgroup", { label: value }, listed(label)) : h("option", { value }, label)));
}

function offer(control, options) {
  const chosen = control.selectedOptions[0] ?? control.options[0]; // who was chosen may be gone
  control.replaceChildren(...listed(options));
  if (![...control.options].some((each) => each.value === chosen.value)) control.append(chosen);
  control.value = chosen.value;
}

const SHAPES = {
  text: { type: "text", dir: "auto" },
  latin: { type: "text", dir: "ltr", lang: "fr" },
  area: { rows: 4, dir: "auto" },
  number: { type: "text", inputmode: "numeric", dir: "ltr", size: 6 },
  tel: { type: "tel", inputmode: "tel", dir: "ltr" },
};

function faulty() {
  return h("p", { class: "field__error", id: id("fault"), hidden: true });
}

function mark(element, fault, control, words) {
  tell(fault, words);
  show(fault, Boolean(words));
  element.classList.toggle("field--error", Boolean(words));
  if (words) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

// A press that is answered once: again only when what it did was not kept (`act` answers nothing then).
export function once(act) {
  let busy = false;
  return async (event) => {
    if (busy) return;
    busy = true;
    let done = null;
    try {
      done = await act(event);
    } finally {
      busy = Boolean(done);
    }
  };
}

// Whole numbers as people write them: Arabic digits too, signs between thousands fall.
export function whole(text) {
  const plain = [...text].map((sign) => DIGITS.get(sign) ?? sign).join("").replace(/[\s.,\u066b\u066c\u202f](?=\d{3}(\D|$))/g, "");
  return /^\d*$/.test(plain) ? plain : null;
}

const DIGITS = new Map([..."٠١٢٣٤٥٦٧٨٩"].map((sign, at) => [sign, String(at)]));
