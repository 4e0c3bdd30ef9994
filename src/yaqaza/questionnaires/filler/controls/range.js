// A number from a range: a slider, a closed list (picker) or a row of numbers (rating). A slider that nobody touched is no answer.
import { clearing, h, id, show, tell } from "../dom.js";

export function range(ask) {
  const { node, looks } = ask;
  const { start, end, step } = node.definition.bodyElement.bounds;
  const [low, high, by] = [start, end, step].map(Number);
  const steps = Array.from({ length: Math.min(1000, Math.floor((high - low) / by + 1e-9) + 1) }, (_, at) => written(low + at * by, by));
  if (looks.has("picker")) return picker(ask, steps);
  return looks.has("rating") ? rating(ask, steps) : slider(ask, steps);
}

function written(number, by) {
  return number.toFixed((String(by).split(".")[1] ?? "").length);
}

function slider({ node, say, set, done, labelId }, steps) {
  const input = h("input", { id: id("answer"), type: "range", min: 0, max: steps.length - 1, step: 1, class: "range__slider" });
  const told = h("output", { for: input.id, class: "range__value" });
  const ends = h("div", { class: "range__ends", "aria-hidden": "true" }, h("bdi", {}, steps[0]), h("bdi", {}, steps.at(-1)));
  const clear = clearing(say, () => set(() => node.setValue(null)));
  const put = () => set(() => node.setValue(steps[Number(input.value)]));
  input.addEventListener("input", put);
  input.addEventListener("change", done);
  input.addEventListener("keydown", ({ key }) => key === "Enter" && put());
  return {
    element: h("div", { class: "range" }, told, input, ends, clear),
    input,
    refresh(state) {
      const value = state.instanceValue ?? "";
      const at = steps.findIndex((each) => Number(each) === Number(value));
      input.value = value === "" ? Math.floor(steps.length / 2) : at;
      input.setAttribute("aria-valuetext", value === "" ? say("nothing_chosen") : value);
      input.disabled = state.readonly;
      input.classList.toggle("range__slider--blank", value === "");
      tell(told, value === "" ? say("nothing_chosen") : value);
      show(clear, value !== "" && !state.readonly);
    },
  };
}

function picker({ node, say, set, done }, steps) {
  const options = steps.map((step) => h("option", { value: step }, step));
  const input = h("select", { id: id("answer"), class: "input input--moment" }, h("option", { value: "" }, say("nothing_chosen")), options);
  input.addEventListener("change", () => {
    set(() => node.setValue(input.value || null));
    done();
  });
  return { element: input, input, refresh: (state) => reflect(input, steps, state) };
}

function reflect(input, steps, state) {
  input.value = steps.find((step) => state.instanceValue !== "" && Number(step) === Number(state.instanceValue)) ?? "";
  input.disabled = state.readonly;
}

function rating({ node, say, set, done }, steps) {
  const name = id("rating");
  const inputs = steps.map((step) => h("input", { type: "radio", name, value: step }));
  const clear = clearing(say, () => set(() => node.setValue(null)));
  const box = h("div", { class: "choices choices--line" }, inputs.map((input) => h("label", { class: "choice" }, input, h("bdi", {}, input.value))));
  box.addEventListener("change", ({ target }) => {
    set(() => node.setValue(target.value));
    done();
  });
  return {
    element: h("div", { class: "asked__choices" }, box, clear),
    refresh(state) {
      const answered = state.instanceValue !== "";
      for (const input of inputs) {
        input.checked = answered && Number(input.value) === Number(state.instanceValue);
        input.disabled = state.readonly;
      }
      show(clear, answered && !state.readonly);
    },
  };
}
