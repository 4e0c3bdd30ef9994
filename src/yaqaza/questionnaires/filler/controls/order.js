// Things put in order: two buttons each, which works with a finger, a mouse and a keyboard alike.
import { button, clearing, h, show } from "../dom.js";
import { write } from "../texts.js";

export function order({ node, say, set, done, media }) {
  const list = h("ol", { class: "order" });
  const keep = button(say("keep_order"), { sign: "check", onclick: () => put(current()) });
  const clear = clearing(say, () => set(() => node.setValues([])));
  let print = null;

  const current = () => {
    const { value, valueOptions } = node.currentState;
    return value.length ? [...value] : valueOptions.map((option) => option.value);
  };
  const put = (values) => {
    set(() => node.setValues(values));
    done();
  };
  const move = (at, by) => {
    const values = current();
    values.splice(at + by, 0, ...values.splice(at, 1));
    put(values);
    list.children[at + by]?.querySelectorAll("button")[by < 0 ? 0 : 1]?.focus();
  };

  return {
    element: h("div", { class: "asked__choices" }, h("p", { class: "field__hint" }, say("in_order")), list, h("div", { class: "actions" }, keep, clear)),
    refresh(state) {
      const values = current();
      const labels = values.map((value) => node.getValueLabel(value));
      const fresh = values.map((value, at) => `${value}\n${labels[at]?.asString}`).join("\0") + state.readonly;
      if (fresh !== print) {
        print = fresh;
        list.replaceChildren(...values.map((value, at) => {
          const words = h("span", { dir: "auto" });
          write(words, labels[at], media);
          const name = `: ${words.textContent}`;
          const up = button("", { sign: "arrow-up", kind: "icon", "aria-label": say("up") + name, disabled: at === 0 || state.readonly, onclick: () => move(at, -1) });
          const down = button("", { sign: "arrow-down", kind: "icon", "aria-label": say("down") + name, disabled: at === values.length - 1 || state.readonly, onclick: () => move(at, 1) });
          return h("li", { class: "order__row" }, words, up, down);
        }));
      }
      show(keep, !state.value.length && !state.readonly);
      show(clear, state.value.length > 0 && !state.readonly);
    },
  };
}
