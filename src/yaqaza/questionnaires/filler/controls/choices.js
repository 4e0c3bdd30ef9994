// One of several, or several: as buttons to tick, as a closed list (minimal), with a search field (search, autocomplete, or many),
// in columns or in a line (columns, horizontal, likert). Pictures and sounds of choices are shown with them.
import { clearing, h, id, show, tell } from "../dom.js";
import { hasMedia, write } from "../texts.js";

const MANY = 30; // from so many on a search field stands above
const AT_ONCE = 50;

export function choices(ask) {
  const { node, looks } = ask;
  const closed = looks.has("minimal") && node.selectType === "select1" && !node.currentState.isSelectWithImages;
  return closed ? list(ask) : ticks(ask);
}

function list({ node, say, set, done }) {
  const input = h("select", { id: id("answer"), class: "input" });
  let print = null;
  input.addEventListener("change", () => {
    set(() => node.selectValue(input.value || null));
    done();
  });
  return {
    element: input,
    input,
    refresh(state) {
      const fresh = state.valueOptions.map((option) => `${option.value}\n${option.label.asString}`).join("\0");
      if (fresh !== print) {
        print = fresh;
        const options = state.valueOptions.map((option) => h("option", { value: option.value }, option.label.asString));
        input.replaceChildren(h("option", { value: "" }, say("nothing_chosen")), ...options);
      }
      input.disabled = state.readonly;
      input.value = state.value[0] ?? "";
    },
  };
}

function ticks({ node, looks, say, set, done, labelId, media }) {
  const several = node.selectType === "select";
  const name = id("choice");
  const box = h("div", { class: `choices ${shape(looks)}` });
  const more = h("p", { class: "field__hint", role: "status" });
  const search = h("input", { type: "search", class: "input", dir: "auto", "aria-label": say("search"), placeholder: say("search"), hidden: true });
  const clear = clearing(say, () => set(() => (several ? node.selectValues([]) : node.selectValue(null))));
  const searched = looks.has("search") || looks.has("autocomplete") || [...looks].some((look) => look.startsWith("search("));
  const rows = new Map();

  search.addEventListener("input", () => arrange(node.currentState));
  box.addEventListener("change", ({ target }) => {
    set(() => {
      if (!several) return node.selectValue(target.value);
      const kept = new Set(node.currentState.value);
      if (target.checked) kept.add(target.value);
      else kept.delete(target.value);
      return node.selectValues([...kept]);
    });
    done();
  });

  function row(option) {
    const input = h("input", { type: several ? "checkbox" : "radio", name, value: option.value });
    const words = h("span", { dir: "auto" });
    return { input, words, element: h("label", { class: "choice" }, input, words) };
  }

  // Chosen ones always stand there; of the others as many as fit the eye.
  function arrange(state) {
    const long = searched || state.valueOptions.length > MANY;
    show(search, long);
    const wanted = long ? search.value.trim().toLocaleLowerCase() : "";
    const chosen = new Set(state.value);
    const fitting = state.valueOptions.filter((option) => chosen.has(option.value) || option.label.asString.toLocaleLowerCase().includes(wanted));
    const shown = long ? fitting.filter((option, at) => at < AT_ONCE || chosen.has(option.value)) : fitting;
    const elements = shown.map((option) => {
      if (!rows.has(option.value)) rows.set(option.value, row(option));
      const made = rows.get(option.value);
      write(made.words, option.label, media);
      made.element.classList.toggle("choice--media", hasMedia(option.label));
      made.input.checked = chosen.has(option.value);
      made.input.disabled = state.readonly;
      return made.element;
    });
    if (elements.length !== box.children.length || elements.some((element, at) => element !== box.children[at])) box.replaceChildren(...elements);
    tell(more, shown.length < fitting.length ? say("more_choices", { n: fitting.length - shown.length }) : "");
    show(clear, !several && state.value.length > 0 && !state.readonly);
  }

  return { element: h("div", { class: "asked__choices" }, search, box, more, clear), refresh: arrange };
}

function shape(looks) {
  const columns = [...looks].map((look) => /^(?:columns|compact|quickcompact|horizontal-compact)(?:-(\d+|pack))?$/.exec(look)).find(Boolean);
  if (columns) return `choices--columns choices--columns-${columns[1] ?? "pack"}`;
  return looks.has("horizontal") || looks.has("likert") ? "choices--line" : "";
}
