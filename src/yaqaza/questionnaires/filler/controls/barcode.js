// A code: read by the camera where the browser can, otherwise written.
import { button, h, show, tell } from "../dom.js";
import { text } from "./text.js";

export function barcode(ask) {
  const { node, say, set, done } = ask;
  const typed = text(ask);
  typed.input.dir = "ltr";
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices) return typed;

  const film = h("video", { class: "asked__picture", playsinline: true, muted: true, hidden: true });
  const words = h("span");
  const told = h("p", { class: "field__hint", role: "status" });
  const scan = button("", { sign: "qrcode" });
  let stream = null;
  scan.lastChild.replaceWith(words);
  scan.addEventListener("click", () => (stream ? stop() : start()));

  async function start() {
    tell(told, "");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return tell(told, say("scan_refused"));
    }
    film.srcObject = stream;
    show(film, true);
    tell(words, say("scan_stop"));
    await film.play();
    const detector = new globalThis.BarcodeDetector();
    while (stream && film.isConnected) {
      const [found] = await detector.detect(film).catch(() => []);
      if (found) {
        set(() => node.setValue(found.rawValue));
        stop();
        done();
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return stop();
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    show(film, false);
    tell(words, say("scan"));
  }

  tell(words, say("scan"));
  return {
    ...typed,
    element: h("div", { class: "asked__choices" }, typed.element, h("div", { class: "actions" }, scan), film, told),
    refresh(state) {
      typed.refresh(state);
      scan.disabled = state.readonly;
    },
  };
}
