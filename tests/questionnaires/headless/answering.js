// Answers for a form, by the type of each question: the first of many that its conditions allow.
import { below } from "../../../src/yaqaza/questionnaires/filler/form.js";

const PIXEL = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));
const NUMBERS = [2, 1, 0, 5, 10, 20, 50, 100, 3, 4, 7, 12, 30, 1000, 2000, 20000, -1, 0.5];
const TEXTS = ["قرب المحطة", "أ", "ABC 123", "0550001234", "12345", "a@example.org", "x".repeat(30)];
const DAYS = [0, -1, -30, -400, -4000, -12000, 1, 30, 400];

function* tries(node) {
  const { valueOptions = [] } = node.currentState;
  if (node.nodeType === "select") {
    for (const { value } of valueOptions) yield () => node.selectValue(value);
    if (node.selectType === "select") for (const { value } of valueOptions) yield () => node.selectValues([value, valueOptions[0].value]);
  } else if (node.nodeType === "rank") yield () => node.setValues(valueOptions.map(({ value }) => value));
  else if (node.nodeType === "trigger") yield () => node.setValue(true);
  else if (node.nodeType === "upload") yield () => node.setValue(new File([PIXEL], "picture.png", { type: "image/png" }));
  else if (node.nodeType === "range") yield () => node.setValue(String(node.definition.bodyElement.bounds.start));
  else if (node.nodeType === "input") yield* inputs(node);
}

function* inputs(node) {
  const day = (days) => new Date(Date.now() + days * 864e5);
  if (node.valueType === "int" || node.valueType === "decimal") for (const number of NUMBERS) yield () => node.setValue(String(node.valueType === "int" ? Math.trunc(number) : number));
  else if (node.valueType === "date") for (const days of DAYS) yield () => node.setValue(day(days).toISOString().slice(0, 10));
  else if (node.valueType === "dateTime") for (const days of DAYS) yield () => node.setValue(day(days));
  else if (node.valueType === "time") for (const time of ["14:30:00.000", "08:00:00.000", "22:00:00.000"]) yield () => node.setValue(time);
  else if (node.valueType === "geopoint") yield () => node.setValue("36.7538 3.0588 20 5");
  else if (node.valueType === "geotrace") yield () => node.setValue("36.75 3.05 0 5;36.76 3.06 0 5");
  else if (node.valueType === "geoshape") yield () => node.setValue("36.75 3.05 0 5;36.76 3.06 0 5;36.77 3.05 0 5;36.75 3.05 0 5");
  else for (const text of TEXTS) yield () => node.setValue(text);
}

// Fills every question that is asked, in the order of the form, until no new ones come up. Returns how many answers it gave.
export function answer(root) {
  const done = new Set();
  let more = true;
  while (more) {
    more = false;
    for (const node of [...below(root)]) {
      const state = node.currentState;
      if (done.has(node.nodeId) || node.nodeType === "root" || !state.relevant || state.children) continue;
      done.add(node.nodeId);
      if (state.readonly || node.nodeType === "model-value" || node.nodeType === "note") continue;
      for (const attempt of tries(node)) {
        attempt();
        if (!node.validationState.violation) break;
      }
      more = true;
    }
  }
  return done.size;
}
