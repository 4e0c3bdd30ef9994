// Labels and hints as forms write them: the engine's bits of Markdown as elements (never as HTML), and pictures, sound and film beside.
import { h } from "./dom.js";
import { fileOf } from "./form.js";

const TAGS = { strong: "strong", em: "em", p: "p", br: "br", ul: "ul", ol: "ol", li: "li", u: "u", span: "span", div: "div" };

// Keeps `element` at what `range` says; builds anew only when it says something else.
export function write(element, range, media) {
  const print = range ? [range.asString, range.imageSource, range.audioSource, range.videoSource].join("\n") : "";
  if (element.dataset.print === print) return;
  element.dataset.print = print;
  element.replaceChildren(...(range ? [...inline(range.formatted), ...shown(range, media)] : []));
}

export function hasMedia(range) {
  return Boolean(range?.imageSource || range?.audioSource || range?.videoSource);
}

function* inline(nodes) {
  for (const node of nodes) {
    if (node.role === "html") yield new DOMParser().parseFromString(node.unsafeHtml, "text/html").body.textContent;
    else if (node.role === "child") yield node.value;
    else if (node.elementName === "a" && /^https?:/.test(node.url)) {
      yield h("a", { href: node.url, target: "_blank", rel: "noopener noreferrer" }, ...inline(node.children));
    } else if (/^h[1-6]$/.test(node.elementName)) yield h("strong", {}, ...inline(node.children));
    else yield h(TAGS[node.elementName] ?? "span", {}, ...inline(node.children ?? []));
  }
}

function shown(range, media) {
  const at = (source) => source && media(fileOf(source));
  const image = at(range.imageSource);
  const audio = at(range.audioSource);
  const video = at(range.videoSource);
  return [
    image && h("img", { src: image, alt: range.asString, class: "asked__picture" }),
    audio && h("audio", { src: audio, controls: true, preload: "none" }),
    video && h("video", { src: video, controls: true, preload: "none", class: "asked__picture" }),
  ].filter(Boolean);
}
