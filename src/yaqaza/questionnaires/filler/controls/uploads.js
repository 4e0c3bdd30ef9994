// Files: pictures (made smaller before they are kept), recordings, films, anything; drawn and signed ones in draw.js.
import { button, clearing, h, icon, id, show, size, tell } from "../dom.js";
import { LONGEST_EDGE, smaller } from "../pictures.js";
import { drawing } from "./draw.js";

const HEAVIEST = 50 * 1024 * 1024; // what the server takes of one file
const DRAWN = ["signature", "draw", "annotate"];

export function upload({ node, looks, say, set, done, labelId }) {
  const type = node.nodeOptions.media.type ?? "file";
  const kind = ["image", "audio", "video"].includes(type) ? type : "file";
  const camera = looks.has("new") || looks.has("new-front") ? (looks.has("new-front") ? "user" : "environment") : null;
  const input = h("input", { id: id("answer"), type: "file", accept: node.nodeOptions.media.accept, capture: camera });
  const told = h("p", { class: "field__hint", role: "status" });
  const picture = h("div", { class: "asked__preview" });
  const again = button(say("try_again"), { sign: "refresh", hidden: true, onclick: () => node.retryFetch() });
  const clear = clearing(say, () => put(null));
  const tools = [];
  let fault = "";
  let seen = null;

  async function put(file) {
    fault = file && file.size > HEAVIEST ? say("too_heavy", { size: size(HEAVIEST) }) : "";
    if (!fault) {
      const ready = file && kind === "image" ? await smaller(file, node.maxPixels ?? LONGEST_EDGE) : file;
      set(() => node.setValue(ready));
    }
    input.value = "";
    done();
  }

  input.addEventListener("change", () => input.files[0] && put(input.files[0]));
  if (kind === "audio" && globalThis.MediaRecorder && navigator.mediaDevices) tools.push(recorder(say, put, told));
  const mode = kind === "image" && DRAWN.find((look) => looks.has(look));
  if (mode) tools.push(drawing({ mode, say, labelId, keep: put, under: () => node.currentState.value }));
  const words = h("span", { id: id("choose") }, say(`choose_${kind}`));
  input.setAttribute("aria-labelledby", `${labelId} ${words.id}`);
  const drawn = h("span", { class: "button" }, icon(kind === "image" ? "camera" : "paperclip"), words);
  const chooser = h("span", { class: "asked__file" }, input, drawn);

  return {
    element: h("div", { class: "asked__choices" }, tools, picture, told, chooser, h("div", { class: "actions" }, again, clear)),
    fault: () => fault,
    refresh(state) {
      const { file, loading, loadingError } = state.attachmentState;
      for (const element of [chooser, ...tools]) show(element, !state.readonly);
      show(clear, Boolean(file) && !state.readonly);
      show(again, loadingError);
      if (loading || loadingError) tell(told, say(loading ? "fetching_file" : "lost_file"));
      if (file === seen) return;
      seen = file;
      preview(picture, file, kind);
      tell(told, file ? say("kept_file", { name: file.name, size: size(file.size) }) : "");
    },
  };
}

function preview(element, file, kind) {
  const before = element.firstElementChild?.src;
  if (before) URL.revokeObjectURL(before);
  element.replaceChildren();
  if (!file || kind === "file") return;
  const src = URL.createObjectURL(file);
  element.append(kind === "image" ? h("img", { src, alt: "", class: "asked__picture" }) : h(kind, { src, controls: true, class: "asked__picture" }));
}

function recorder(say, put, told) {
  const words = h("span", {}, say("record"));
  const press = button("", { sign: "player-pause" });
  press.lastChild.replaceWith(words);
  let running = null;

  press.addEventListener("click", async () => {
    if (running) return running.stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return tell(told, say("record_refused"));
    }
    const parts = [];
    running = new MediaRecorder(stream);
    running.ondataavailable = ({ data }) => parts.push(data);
    running.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const type = running.mimeType.split(";")[0];
      running = null;
      tell(words, say("record"));
      put(new File(parts, `recording.${type.includes("ogg") ? "ogg" : type.includes("mp4") ? "m4a" : "webm"}`, { type }));
    };
    running.start();
    return tell(words, say("stop"));
  });
  return h("div", { class: "actions" }, press);
}
