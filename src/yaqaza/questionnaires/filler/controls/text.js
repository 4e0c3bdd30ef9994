// Words and numbers, written. What is typed and is no number stays in the field and is said; the form gets no answer then.
import { h, id } from "../dom.js";

const FORMS = { int: /^[-+]?\d{1,10}$/, decimal: /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/ };
const EASTERN = /[\u0660-\u0669\u06f0-\u06f9]/g;
const SHOWN = { int: "numeric", decimal: "decimal" };

export function text({ node, looks, say, set, done }) {
  const kind = FORMS[node.valueType] ? node.valueType : "string";
  const numbers = kind !== "string" || looks.has("numbers");
  const long = kind === "string" && (looks.has("multiline") || node.nodeOptions?.rows);
  const input = long
    ? h("textarea", { id: id("answer"), class: "input", rows: node.nodeOptions?.rows ?? 4, dir: "auto" })
    : h("input", {
        id: id("answer"),
        type: looks.has("masked") ? "password" : "text",
        class: numbers ? "input input--moment" : "input",
        dir: numbers || looks.has("url") ? "ltr" : "auto",
        autocomplete: "off",
        inputmode: SHOWN[kind] ?? (numbers ? "numeric" : looks.has("url") ? "url" : null),
      });
  let typed = null; // what stands there and is no answer

  input.addEventListener("input", () => {
    const written = numbers ? western(input.value) : input.value;
    const ok = kind === "string" || written === "" || FORMS[kind].test(written);
    typed = ok ? null : written;
    set(() => node.setValue(kind === "string" ? written : ok && written ? written.replace(",", ".") : null));
  });
  input.addEventListener("blur", done);

  return {
    element: input,
    input,
    fault: () => (typed === null ? "" : say(kind === "int" ? "not_int" : "not_decimal")),
    refresh(state) {
      input.readOnly = state.readonly;
      const kept = state.instanceValue ?? "";
      const value = kind === "decimal" ? kept.replace(/\.0$/, "") : kept; // the engine writes 4 as 4.0
      if (typed === null && document.activeElement !== input && input.value !== value) input.value = value;
    },
  };
}

// Arabic keyboards write ٠١٢ or ۰۱۲: the same digits.
export function western(written) {
  return written.trim().replace(EASTERN, (digit) => String(digit.charCodeAt(0) & 0xf)).replace("٫", ".");
}
