// Elements without a template language: h("p", { class: "muted" }, "words", element). The policy of our pages forbids innerHTML's risks
// and inline styles; nothing here needs either.
let sprite = "";
let count = 0;

export function useIcons(address) {
  sprite = address;
}

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function icon(name, { flip = false } = {}) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", flip ? "icon icon--flip" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

export function button(words, { sign = "", kind = "", flip = false, ...attributes } = {}) {
  const classes = ["button", ...kind.split(" ").filter(Boolean).map((each) => `button--${each}`)].join(" ");
  return h("button", { type: "button", class: classes, ...attributes }, sign && icon(sign, { flip }), h("span", {}, words));
}

// A button that takes an answer back, for controls that cannot be emptied by writing.
export function clearing(say, clear) {
  return button(say("clear"), { sign: "x", kind: "quiet", onclick: clear });
}

export function id(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

// Writes only what differs: a reader's place on the page, and a screen reader's, stay where they are.
export function tell(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export function show(element, shown) {
  if (element.hidden !== !shown) element.hidden = !shown;
}

export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function clock(time) {
  const at = new Date(time);
  const [day, month] = [at.getDate(), at.getMonth() + 1].map((part) => String(part).padStart(2, "0"));
  const hours = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  return at.toDateString() === new Date().toDateString() ? hours : `${day}/${month} ${hours}`;
}
