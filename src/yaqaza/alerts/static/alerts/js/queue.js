// On a wide screen a row opens beside the queue; the queue stays where it was, also after a decision.
const WIDE = "(width >= 64rem)";

export function attach(queue) {
  const opened = document.getElementById("opened");
  const key = `yaqaza.queue${location.pathname}`;
  queue.scrollTop = Number(sessionStorage.getItem(key)) || 0;
  window.addEventListener("pagehide", () => sessionStorage.setItem(key, String(queue.scrollTop)));

  queue.addEventListener("click", (event) => {
    const row = event.target.closest("a.queue__item");
    if (!row || !window.htmx || !matchMedia(WIDE).matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(row);
  });

  async function open(row) {
    for (const other of queue.querySelectorAll("[aria-current]")) if (other !== row && other.matches(".queue__item")) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    const rows = [...queue.querySelectorAll("[data-uuid]")].slice(0, 20).map((each) => each.dataset.uuid).join(",");
    await window.htmx.ajax("GET", `${row.getAttribute("href")}?rows=${rows}`, { target: opened, swap: "innerHTML" });
    if (row.getAttribute("aria-current") !== "true") return; // another one was opened meanwhile
    row.classList.remove("queue__item--new");
    opened.classList.add("desk__opened--chosen");
    const query = new URLSearchParams(location.search);
    query.set("open", row.dataset.uuid);
    history.replaceState(null, "", `?${query}`);
  }
}
