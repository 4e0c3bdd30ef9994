// A document model for the engine outside a browser; import it before the engine.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("", { url: "http://localhost/" });
for (const name of ["DOMParser", "Node", "Element", "Document", "XMLDocument", "Attr", "Text", "CDATASection", "Comment", "XMLSerializer", "document", "localStorage"]) {
  globalThis[name] ??= window[name];
}
// The engine asks whether a file is a File, and bun's FormData gives back others than it was given.
Object.assign(globalThis, { FormData: window.FormData, File: window.File, Blob: window.Blob });
