// A signature, a drawing, or marks on a picture, with a finger, a pen or the mouse; kept as a picture.
import { button, h, show } from "../dom.js";

const WIDE = 800;

export function drawing({ mode, say, labelId, keep, under }) {
  const tall = mode === "signature" ? 300 : 600;
  const canvas = h("canvas", { width: WIDE, height: tall, class: "drawing", role: "img", "aria-label": say("drawing") });
  const pen = canvas.getContext("2d");
  const kept = button(say(mode === "signature" ? "keep_signature" : "keep_drawing"), { sign: "check", disabled: true, onclick: save });
  const wipe = button(say("wipe"), { sign: "refresh", kind: "quiet", disabled: true, onclick: clean });
  let last = null;
  let pressed = false;

  function clean() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    kept.disabled = wipe.disabled = true;
  }

  // Marks go on the picture that is there, if one is.
  async function background() {
    const picture = mode === "annotate" && under() && (await createImageBitmap(under()).catch(() => null));
    if (!picture) return;
    canvas.height = Math.round((WIDE * picture.height) / picture.width);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  }

  canvas.addEventListener("pointerdown", async (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pressed = true;
    if (wipe.disabled) await background();
    last = pressed ? at(event) : null; // a hand that is lifted while the picture is fetched draws nothing more
    kept.disabled = wipe.disabled = false;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", strokeStyle: mode === "annotate" ? "#c00" : "#000" });
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => ([pressed, last] = [false, null]));

  async function save() {
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    await keep(new File([made], `${mode}.png`, { type: "image/png" }));
    clean();
  }

  clean();
  const element = h("div", { class: "asked__choices" }, h("p", { class: "field__hint" }, say(mode === "signature" ? "sign" : "draw")), canvas, h("div", { class: "actions" }, kept, wipe));
  show(element, true);
  return element;
}
