// On a wide screen a row opens beside the queue; the queue stays where it was, also after a decision. Walking opens nothing:
// a key that decides opens the row that has the focus first, so that nobody decides about another alert than the one in view,
// and a line says so (data-opened-first). A key that has nothing to do here is answered by a line, too: data-none-open,
// data-not-now; and data-nothing-like on an open alert like which there is no other to gather.
const DECIDES = ["KeyN", "KeyF", "KeyD", "KeyR", "KeyX"];
const WIDE = "(width >= 64rem)";

export function attach(queue) {
  const opened = document.getElementById("opened");
  let told;
  const key = `yaqaza.queue${location.pathname}`;
  queue.scrollTop = Number(sessionStorage.getItem(key)) || 0;
  queue.querySelector("[aria-current].queue__item")?.scrollIntoView({ block: "nearest" });
  window.addEventListener("pagehide", () => sessionStorage.setItem(key, String(queue.scrollTop)));

  queue.addEventListener("click", (event) => {
    const row = event.target.closest("a.queue__item");
    if (!row || !window.htmx || !matchMedia(WIDE).matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(row);
  });

  document.addEventListener("keydown", (event) => {
    const row = document.activeElement.closest("a.queue__item");
    if (!row || row.hasAttribute("aria-current") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.keys === "off" || !DECIDES.includes(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(queue.dataset.openedFirst);
    row.click();
  }, { capture: true });

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off" || !DECIDES.includes(event.code) || event.repeat || busy(event)) return;
    if ([...document.querySelectorAll(`[data-key="${event.code}"]`)].some((act) => act.checkVisibility?.() ?? true)) return;
    const alert = opened.querySelector("article");
    tell(!alert ? queue.dataset.noneOpen : (event.code === "KeyF" && alert.dataset.nothingLike) || queue.dataset.notNow);
  });

  function tell(words) {
    told?.remove();
    told = Object.assign(document.createElement("p"), { className: "toast", textContent: words });
    document.querySelector(".toasts")?.append(told);
    setTimeout((line) => line.remove(), 6000, told);
  }

  async function open(row) {
    for (const other of queue.querySelectorAll("[aria-current]")) if (other !== row && other.matches(".queue__item")) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    const rows = [...queue.querySelectorAll("[data-uuid]")].slice(0, 20).map((each) => each.dataset.uuid).join(",");
    const query = new URLSearchParams({ rows, list: queue.dataset.kept });
    await window.htmx.ajax("GET", `${row.getAttribute("href")}?${query}`, { target: opened, swap: "innerHTML" });
    if (row.getAttribute("aria-current") !== "true") return; // another one was opened meanwhile
    row.classList.remove("queue__item--new");
    opened.classList.add("desk__opened--chosen");
    const here = new URLSearchParams(location.search);
    here.set("open", row.dataset.uuid);
    history.replaceState(null, "", `?${here}`);
  }
}

function busy(event) {
  return event.ctrlKey || event.metaKey || event.altKey || Boolean(document.querySelector("dialog[open]"))
    || event.target.closest?.("input, select, textarea, [contenteditable]") !== null;
}
