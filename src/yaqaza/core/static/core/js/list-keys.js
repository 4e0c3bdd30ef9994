// J and K walk through the rows of a list; Enter opens the one that has the focus. On the list: data-rows is their selector.
export function attach(list) {
  const rows = () => [...list.querySelectorAll(list.dataset.rows || "a[data-row]")];

  document.addEventListener("keydown", (event) => {
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step || document.documentElement.dataset.keys === "off" || busy(event)) return;
    const all = rows();
    const here = all.findIndex((row) => row === document.activeElement);
    const current = here >= 0 ? here : all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[current < 0 ? 0 : Math.min(Math.max(current + step, 0), all.length - 1)];
    if (!next || next === document.activeElement) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (list.hasAttribute("data-open")) next.click();
  });
}

function busy(event) {
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(document.querySelector("dialog[open]"))
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
