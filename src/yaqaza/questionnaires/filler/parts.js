// What holds questions: groups, repeats with as many rounds as are wanted, and lists of children that come and go.
import { button, h, id, show, tell } from "./dom.js";
import { looksOf, question } from "./questions.js";
import { write } from "./texts.js";

// What is shown for a node, or null: { element, refresh() }.
export function part(node, page) {
  if (node.nodeType === "group") return group(node, page);
  if (node.nodeType.startsWith("repeat-range")) return repeat(node, page);
  const made = question(node, page);
  if (made) page.register(made);
  return made;
}

// The children of a node, each built once; those that are gone are taken away.
export function children(node, page) {
  const element = h("div", { class: "filling__part" });
  const made = new Map();
  return {
    element,
    refresh() {
      const present = new Set();
      const order = [];
      for (const child of node.currentState.children) {
        present.add(child.nodeId);
        if (!made.has(child.nodeId)) made.set(child.nodeId, part(child, page));
        const built = made.get(child.nodeId);
        if (!built) continue;
        built.refresh();
        order.push(built.element);
      }
      for (const key of made.keys()) if (!present.has(key)) made.delete(key);
      place(element, order);
    },
  };
}

function place(parent, wanted) {
  const same = wanted.length === parent.children.length && wanted.every((element, at) => element === parent.children[at]);
  if (!same) parent.replaceChildren(...wanted);
}

function group(node, page) {
  const legend = h("legend", { dir: "auto" });
  const inside = children(node, page);
  const look = looksOf(node).has("field-list") ? " filling__group--together" : "";
  const element = h("fieldset", { class: `filling__group${look}` }, legend, inside.element);
  return {
    element,
    refresh() {
      const state = node.currentState;
      show(element, state.relevant && state.hasRelevantBodyNodes);
      if (element.hidden) return;
      write(legend, state.label, page.media);
      show(legend, Boolean(state.label?.asString));
      inside.refresh();
    },
  };
}

function repeat(node, page) {
  const { say } = page;
  const free = node.nodeType === "repeat-range:uncontrolled";
  const rounds = new Map();
  const list = h("div", { class: "filling__rounds" });
  const add = button("", { sign: "plus", onclick: another });
  const element = h("div", { class: "filling__repeat" }, list, free && add);
  const name = () => node.currentState.label?.asString || say("optional_part");

  function another() {
    node.addInstances();
    page.answered();
    page.refresh();
    list.lastElementChild?.querySelector("input, select, textarea, button")?.focus();
  }

  function round(instance) {
    const inside = children(instance, page);
    const legend = h("legend", { id: id("round") });
    const drop = button(say("remove"), { sign: "trash", kind: "quiet", "aria-describedby": legend.id, onclick: remove });
    function remove() {
      if (!globalThis.confirm(say("remove_ask"))) return;
      node.removeInstances(node.currentState.children.indexOf(instance));
      page.answered();
      page.refresh();
      add.focus();
    }
    const box = h("fieldset", { class: "filling__round" }, legend, inside.element, free && h("div", { class: "actions" }, drop));
    return { inside, legend, element: box };
  }

  return {
    element,
    refresh() {
      const state = node.currentState;
      show(element, state.relevant);
      if (!state.relevant) return;
      const shown = state.children.map((instance, at) => {
        if (!rounds.has(instance.nodeId)) rounds.set(instance.nodeId, round(instance));
        const made = rounds.get(instance.nodeId);
        tell(made.legend, `${instance.currentState.label?.asString || name()} ${at + 1}`);
        made.inside.refresh();
        show(made.element, instance.currentState.relevant);
        return made.element;
      });
      const present = new Set(state.children.map((instance) => instance.nodeId));
      for (const key of rounds.keys()) if (!present.has(key)) rounds.delete(key);
      place(list, shown);
      tell(add.lastChild, say("add", { name: name() }));
    },
  };
}
