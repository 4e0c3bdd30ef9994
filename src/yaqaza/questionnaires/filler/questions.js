// One question: its words, what is wrong with the answer, and the control of its kind. What a control is given (`ask`):
//   node, say (the words of the page), looks (its appearances), media, set(change) to answer, done() when the hand leaves it, labelled.
// What it gives back: { element, input? (what the label is for), refresh(), fault?() → words of what was typed and is no answer }.
import { h, icon, id, show, tell } from "./dom.js";
import { write } from "./texts.js";
import { barcode } from "./controls/barcode.js";
import { choices } from "./controls/choices.js";
import { moment } from "./controls/moments.js";
import { order } from "./controls/order.js";
import { place } from "./controls/places.js";
import { range } from "./controls/range.js";
import { text } from "./controls/text.js";
import { trigger } from "./controls/trigger.js";
import { upload } from "./controls/uploads.js";

const INPUTS = { date: moment, time: moment, dateTime: moment, geopoint: place, geotrace: place, geoshape: place, barcode };
const KINDS = { select: choices, rank: order, range, trigger, upload, note: null };

export function looksOf(node) {
  return new Set([...(node.appearances ?? [])].map(String));
}

// null for what is not shown: values of the model, the head of a table of choices, what an app of the phone would have to answer.
export function question(node, page) {
  if (node.nodeType === "model-value" || (node.nodeType === "select" && node.appearances?.label)) return null;
  const looks = looksOf(node);
  if (looks.has("hidden")) return null;
  return node.nodeType === "note" ? note(node, page) : asked(node, page, looks);
}

function asked(node, page, looks) {
  const { say } = page;
  const labelId = id("label");
  const label = h("span", { id: labelId, class: "asked__words", dir: "auto" });
  const star = h("span", { class: "asked__required" }, ` (${say("required")})`);
  const hint = h("div", { class: "field__hint", id: id("hint"), dir: "auto" });
  const guided = h("div", { dir: "auto" });
  const guide = h("details", { class: "asked__guide", hidden: true }, h("summary", {}, say("more_hint")), guided);
  const fault = h("span");
  const error = h("p", { class: "field__error", id: id("error"), hidden: true }, icon("alert-circle"), fault);
  const build = node.nodeType === "input" ? (INPUTS[node.valueType] ?? text) : KINDS[node.nodeType];
  let touched = false;
  let spoken = null;

  const control = build({
    node, looks, labelId, say, media: page.media, describedBy: `${hint.id} ${error.id}`,
    set(change) {
      change();
      page.answered();
    },
    done() {
      touched = true;
      page.refresh();
    },
  });
  const head = control.input
    ? h("label", { for: control.input.id, class: "field__label" }, label, star)
    : h("div", { class: "field__label" }, label, star);
  const group = control.input ? {} : { role: "group", "aria-labelledby": labelId };
  const element = h("div", { class: "field asked", ...group }, head, hint, guide, error, control.element);
  control.input?.setAttribute("aria-describedby", `${hint.id} ${error.id}`);

  const wrong = () => {
    if (!node.currentState.relevant || node.currentState.readonly) return "";
    const typed = control.fault?.();
    if (typed) return typed;
    const violation = node.validationState.violation;
    if (!violation) return "";
    return violation.message?.asString || say(violation.condition === "required" ? "is_required" : "is_wrong");
  };

  return {
    node,
    element,
    wrong,
    name: () => label.textContent || node.definition.nodeset.split("/").at(-1),
    touch: () => void (touched = true),
    focus: () => (control.input ?? element.querySelector("input, select, textarea, button, canvas"))?.focus(),
    refresh() {
      const state = node.currentState;
      show(element, state.relevant);
      if (!state.relevant) return;
      write(label, state.label, page.media);
      write(hint, state.hint, page.media);
      show(hint, Boolean(state.hint));
      const guidance = page.guidance(node);
      show(guide, Boolean(guidance));
      tell(guided, guidance);
      show(star, state.required);
      control.refresh(state);
      const told = touched ? wrong() : "";
      if (told === spoken) return;
      spoken = told;
      tell(fault, told);
      show(error, Boolean(told));
      element.classList.toggle("field--error", Boolean(told));
      control.input?.setAttribute("aria-invalid", told ? "true" : "false");
    },
  };
}

// Words only, or a value that the form worked out.
function note(node, page) {
  const words = h("div", { dir: "auto" });
  const hint = h("div", { class: "field__hint", dir: "auto" });
  const value = h("bdi", { class: "asked__value" });
  const element = h("div", { class: "asked asked--note" }, words, hint, value);
  return {
    node, element, wrong: () => "", touch() {}, focus() {}, name: () => words.textContent,
    refresh() {
      const state = node.currentState;
      show(element, state.relevant);
      write(words, state.label, page.media);
      write(hint, state.hint, page.media);
      show(hint, Boolean(state.hint));
      tell(value, String(state.instanceValue ?? ""));
      show(value, value.textContent !== "");
    },
  };
}
