// One key, one act: elements with data-key (a KeyboardEvent.code, so that it also works in an Arabic layout). H lists them.
// Off inside fields and dialogs; the reader can turn them off for good on this device.
const STORE = "yaqaza.keys";

export function attach(body) {
  const root = document.documentElement;
  const help = document.getElementById("keys-dialog");
  root.dataset.keys = localStorage.getItem(STORE) === "off" ? "off" : "on";

  document.addEventListener("keydown", (event) => {
    if (root.dataset.keys === "off" || event.repeat || busy(event)) return;
    const target = [...body.querySelectorAll(`[data-key="${event.code}"]`)].find(usable);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  });

  const toggle = help?.querySelector("[data-keys-on]");
  if (!toggle) return;
  toggle.checked = root.dataset.keys === "on";
  toggle.addEventListener("change", () => {
    root.dataset.keys = toggle.checked ? "on" : "off";
    localStorage.setItem(STORE, root.dataset.keys);
  });
  help.addEventListener("dialog:open", () => list(help.querySelector("[data-keys]"), body));
}

function list(place, body) {
  const found = new Map();
  for (const element of body.querySelectorAll("[data-key]")) {
    const label = element.getAttribute("aria-label") || element.innerText || element.textContent;
    const letter = element.dataset.key.replace("Key", "");
    if (!found.has(letter)) found.set(letter, label.replace(new RegExp(`\\s${letter}\\s*$`), "").trim());
  }
  for (const told of document.querySelectorAll("[data-keys-told] > span")) { // keys that work once something is open
    const [letter, ...more] = [...told.querySelectorAll("kbd")].map((key) => key.textContent);
    const words = [...told.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
    if (letter && !more.length && !found.has(letter)) found.set(letter, words);
  }
  place.replaceChildren(...[...found].flatMap(([letter, words]) => {
    const [term, key, told] = ["dt", "kbd", "dd"].map((name) => document.createElement(name));
    key.textContent = letter;
    term.append(key);
    told.textContent = words;
    return [term, told];
  }));
}

function usable(element) {
  return !element.disabled && (element.checkVisibility?.() ?? true) || element.dataset.key === "KeyH";
}

function busy(event) {
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(document.querySelector("dialog[open]"))
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
