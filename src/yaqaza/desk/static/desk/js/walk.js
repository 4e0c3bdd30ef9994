// J and K walk through the rows of the pane that has the focus (the queue when none has), O or Enter opens, ? shows the keys. A letter
// of the line below goes to its pane: the browser moves the focus to where such a link leads.
export function attach(board) {
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off" || busy(event)) return;
    if (event.key === "?" || event.key === "؟") {
      event.preventDefault();
      return void document.querySelector('[data-key="KeyH"]')?.click();
    }
    const pane = document.activeElement.closest("[data-pane]") || board.querySelector('[data-pane="queue"]');
    const rows = [...pane.querySelectorAll("a[data-row]")];
    const here = rows.indexOf(document.activeElement);
    if (event.code === "KeyO" && here >= 0) {
      event.preventDefault();
      return void rows[here].click();
    }
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step) return;
    const next = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });

  board.querySelector(".board__jump").addEventListener("click", (event) => {
    const pane = document.getElementById(event.target.closest("a")?.hash.slice(1));
    if (!pane) return;
    event.preventDefault();
    pane.focus();
    if (matchMedia("(width < 64rem)").matches) pane.scrollIntoView();
  });
}

function busy(event) {
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(document.querySelector("dialog[open]"))
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
