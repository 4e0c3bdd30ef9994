// bun fill.js ADDRESS: what a phone does, without one. Reads the form list at ADDRESS (OpenRosa), fills in each form through the engine,
// once in each of its languages, with answers that its conditions allow, sends them, and says each as a line of JSON: `unsaid` are
// the questions that have no words in that language. Ends with 1 when one was not taken.
import "./dom.js";
import * as engine from "@getodk/xforms-engine";
import { Form, below } from "../../../src/yaqaza/questionnaires/filler/form.js";
import { answer } from "./answering.js";

const address = process.argv[2].replace(/\/?$/, "/");
const ASKED = ["input", "select", "rank", "range", "trigger", "upload", "note"];
const VERSION = { "X-OpenRosa-Version": "1.0" };

const read = async (url) => new DOMParser().parseFromString(await (await fetch(url, { headers: VERSION })).text(), "text/xml");
const told = (element, name) => element.getElementsByTagName(name)[0]?.textContent ?? "";

async function mediaOf(manifest) {
  if (!manifest) return new Map();
  const files = [...(await read(manifest)).getElementsByTagName("mediaFile")];
  return new Map(files.map((file) => [told(file, "filename"), told(file, "downloadUrl")]));
}

// By hand: bun's FormData is not the engine's.
function multipart(parts) {
  const line = `yaqaza${Math.random().toString(16).slice(2)}`;
  const bytes = parts.flatMap(([name, file, type, data]) => [
    Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`),
    Buffer.from(data),
    Buffer.from("\r\n"),
  ]);
  return [Buffer.concat([...bytes, Buffer.from(`--${line}--\r\n`)]), `multipart/form-data; boundary=${line}`];
}

async function* fill(listed) {
  const media = await mediaOf(told(listed, "manifestUrl"));
  const definition = await (await fetch(told(listed, "downloadUrl"), { headers: VERSION })).text();
  const files = async (name) => (media.has(name) ? fetch(media.get(name)) : null);
  const { root } = (await Form.open({ engine, definition, media: files })).begin();
  for (const { language } of root.languages) yield { form: told(listed, "formID"), ...(await fillIn(definition, files, language)) };
}

async function fillIn(definition, media, language) {
  const form = (await Form.open({ engine, definition, media })).begin();
  form.root.setLanguage(form.root.languages.find((each) => each.language === language));
  const answers = answer(form.root);
  const faults = form.root.validationState.violations.map(({ reference }) => reference);
  const asked = [...below(form.root)].filter((node) => ASKED.includes(node.nodeType) && node.currentState.relevant);
  const unsaid = asked.filter((node) => !node.currentState.label?.asString.trim()).map((node) => node.currentState.reference);
  const { xml, files, instance } = await form.content();
  const parts = [["xml_submission_file", "submission.xml", "text/xml", xml]];
  for (const file of files) parts.push([file.name, file.name, file.type, Buffer.from(await file.arrayBuffer())]);
  const [body, type] = multipart(parts);
  const send = () => fetch(`${address}submission`, { method: "POST", body, headers: { ...VERSION, "Content-Type": type } });
  const statuses = [(await send()).status, (await send()).status]; // twice: the same is taken as the same
  return { language, instance, answers, files: files.length, faults, unsaid, statuses };
}

let taken = true;
for (const listed of (await read(`${address}formList`)).getElementsByTagName("xform")) {
  for await (const result of fill(listed)) {
    taken &&= !result.faults.length && result.statuses.every((status) => status === 201);
    console.log(JSON.stringify(result));
  }
}
process.exit(taken ? 0 : 1);
