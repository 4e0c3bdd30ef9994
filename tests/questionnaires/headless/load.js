// bun load.js FOLDER…: which XForms below these folders the engine opens and can be answered in, as a line of JSON each that cannot, and
// the count at the end. Files that are no XForms are passed over.
import "./dom.js";
import * as engine from "@getodk/xforms-engine";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Form } from "../../../src/yaqaza/questionnaires/filler/form.js";
import { answer } from "./answering.js";

const BESIDE = (file) => async (name) => {
  try {
    return new Response(readFileSync(join(file, "..", name), "utf8"), { headers: { "Content-Type": name.endsWith(".csv") ? "text/csv" : "text/xml" } });
  } catch {
    return null;
  }
};
const count = { forms: 0, opened: 0, answered: 0 };

async function attempt(file) {
  const definition = readFileSync(file, "utf8");
  if (!/<(\w+:)?html[\s>]/.test(definition)) return;
  count.forms += 1;
  let step = "open";
  try {
    const form = (await Form.open({ engine, definition, media: BESIDE(file) })).begin();
    count.opened += 1;
    step = "answer";
    answer(form.root);
    await form.content();
    count.answered += 1;
  } catch (error) {
    console.log(JSON.stringify({ file, step, why: String(error.message).split("\n")[0].slice(0, 200) }));
  }
}

for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.x(ht)?ml$/.test(name)).sort();
  for (const name of files) await attempt(join(folder, name));
}
console.log(JSON.stringify(count));
process.exit(0);
