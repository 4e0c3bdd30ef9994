// A sentence that has to be read and confirmed.
import { h, id } from "../dom.js";

export function trigger({ node, say, set, done, labelId }) {
  const words = h("span", { id: id("words") }, say("confirmed"));
  const input = h("input", { type: "checkbox", "aria-labelledby": `${labelId} ${words.id}` });
  input.addEventListener("change", () => {
    set(() => node.setValue(input.checked));
    done();
  });
  return {
    element: h("label", { class: "choice" }, input, words),
    refresh(state) {
      input.checked = Boolean(state.value);
      input.disabled = state.readonly;
    },
  };
}
