// J and K walk through the rows of a list; Enter opens the one that has the focus, and so does the key that data-open names.
// On the list: data-rows is the selector of its rows.
export function attach(list) {
  const rows = () => [...list.querySelectorAll(list.dataset.rows || "a[data-row]")];

  document.addEventListener("keydown", (event) => {
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    const opens = event.code === list.dataset.open;
    if (!(step || opens) || document.documentElement.dataset.keys === "off" || busy(event)) return;
    const all = rows();
    const here = all.findIndex((row) => row === document.activeElement);
    if (opens) {
      if (here < 0) return;
      event.preventDefault();
      return void all[here].click();
    }
    const current = here >= 0 ? here : all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[current < 0 ? 0 : Math.min(Math.max(current + step, 0), all.length - 1)];
    if (!next || next === document.activeElement) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
}

function busy(event) {
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(document.querySelector("dialog[open]"))
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
