// Marks the alerts that came since the page was opened until somebody looked at them here: walked to them, pointed at them, or said
// that all are seen. Their number stands in the title; a new vital one is told by "live:vital", and by "live:seen" when none is left.
const SINCE = "yaqaza.live.seen";

export function attach(board) {
  const queue = board.querySelector('[data-pane="queue"]');
  const button = document.querySelector("[data-seen]");
  const above = queue.querySelector("[data-above]");
  const plain = document.title;
  const rows = () => [...queue.querySelectorAll("[data-uuid]")];
  const kept = JSON.parse(sessionStorage.getItem(SINCE) || "null");
  const level = (row) => (row.querySelector(".rungs--4") ? "!" : "");
  const seen = new Set(kept || rows().map((row) => row.dataset.uuid + level(row)));
  const known = (row) => seen.has(`${row.dataset.uuid}!`) || (!level(row) && seen.has(row.dataset.uuid)); // one that became vital is new

  board.addEventListener("live:fresh", ({ detail }) => {
    const said = board.querySelector("[data-said]");
    if (detail) said.textContent = detail;
    look();
  });
  queue.addEventListener("scroll", point, { passive: true });
  for (const name of ["focusin", "pointerover", "click"]) {
    queue.addEventListener(name, (event) => {
      const row = event.target.closest("[data-uuid]");
      if (row && !known(row)) { seen.add(row.dataset.uuid + level(row)); look(); }
    });
  }
  button.addEventListener("click", () => { rows().forEach((row) => seen.add(row.dataset.uuid + level(row))); look(); });
  above.addEventListener("click", () => { queue.scrollTop = 0; });

  function look() {
    let news = 0, vital = [];
    for (const row of rows()) {
      const fresh = !known(row);
      row.classList.toggle("queue__item--fresh", fresh);
      if (!fresh) continue;
      news += 1;
      if (level(row)) vital.push(row.dataset.uuid);
    }
    document.title = news ? `(${news}) ${plain}` : plain;
    button.hidden = !news;
    sessionStorage.setItem(SINCE, JSON.stringify([...seen].slice(-2000)));
    point();
    board.dispatchEvent(new CustomEvent(vital.length ? "live:vital" : "live:seen", { detail: vital }));
  }

  function point() {
    const top = queue.getBoundingClientRect().top;
    above.hidden = !rows().some((row) => row.matches(".queue__item--fresh") && row.getBoundingClientRect().bottom < top);
  }

  look();
}
