// Fetches the panes that changed and puts them in place: the row that has the focus keeps it, what is in view stays where it is, and
// a pane in which somebody is typing waits until they are done. Says "live:fresh" when new panes are in place.
const SLOW = 60000; // also without news: hours pass, connectors fall silent

export function attach(board) {
  const body = (name) => document.querySelector(`[data-body="${name}"]`);
  const panes = [...board.querySelectorAll("[data-pane]")];
  const wanted = new Set();
  let busy = false, timer, newest = board.dataset.newest, state = "", delay = 0;

  board.addEventListener("live:changed", ({ detail }) => {
    for (const pane of panes) if (!detail || detail.some((topic) => pane.dataset.topics?.split(" ").includes(topic))) wanted.add(pane.dataset.pane);
    wanted.add("strip");
    clearTimeout(delay);
    delay = setTimeout(fetchAll, detail ? Math.random() * 250 : 0); // not every desk of a province at the same instant
  });
  board.addEventListener("live:state", ({ detail }) => { if (state !== "out") tell(detail); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) everything(); });

  function tell(now) {
    if (now === state) return; // each try of the stream says it again: the clock of asking goes on
    state = now;
    const line = document.querySelector("[data-live-state]");
    const words = board.dataset[now];
    if (line.textContent !== words) line.textContent = words;
    line.dataset.liveState = now;
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (state !== "out") timer = setTimeout(everything, state === "on" ? SLOW : board.dataset.poll * 1000);
  }

  function everything() {
    for (const pane of [...panes.map((each) => each.dataset.pane), "strip"]) wanted.add(pane);
    fetchAll();
  }

  async function fetchAll() {
    if (busy || !wanted.size || state === "out") return;
    busy = true;
    const asked = [...wanted];
    wanted.clear();
    try {
      const answer = await fetch(`${board.dataset.panes}?${new URLSearchParams({ want: asked.join(","), since: newest })}`, { credentials: "same-origin" });
      if (answer.redirected || answer.status === 403) return void tell("out");
      if (!answer.ok) throw new Error(answer.status);
      place(new DOMParser().parseFromString(await answer.text(), "text/html"), asked);
      if (state === "lost") tell("off");
    } catch {
      asked.forEach((name) => wanted.add(name));
      tell(state === "on" ? "off" : "lost");
    } finally {
      busy = false;
      if (wanted.size && state === "on") setTimeout(fetchAll, 300);
      plan();
    }
  }

  function place(page, asked) {
    for (const name of asked) {
      const [old, fresh] = [body(name), page.querySelector(`[data-body="${name}"]`)];
      if (!old || !fresh || old.innerHTML === fresh.innerHTML) continue;
      if (old.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) wanted.add(name);
      else swap(old, fresh);
    }
    const news = page.querySelector("[data-news]");
    newest = news?.dataset.newest ?? newest;
    board.dispatchEvent(new CustomEvent("live:fresh", { detail: news?.textContent.trim() ?? "" }));
  }

  function swap(old, fresh) {
    const focus = old.contains(document.activeElement) ? keyOf(document.activeElement, old) : null;
    const frame = old.closest("[data-pane]");
    const anchor = frame && (frame.scrollTop || focus || frame.matches(":hover")) ? inView(frame) : null;
    old.replaceChildren(...fresh.childNodes);
    const kept = anchor && [...old.querySelectorAll("[data-uuid]")].find((row) => row.dataset.uuid === anchor.uuid);
    if (kept) frame.scrollTop += kept.getBoundingClientRect().top - anchor.top;
    if (focus) find(focus, old)?.focus({ preventScroll: true });
  }
}

function inView(frame) {
  const top = frame.getBoundingClientRect().top;
  const row = [...frame.querySelectorAll("[data-uuid]")].find((each) => each.getBoundingClientRect().bottom > top);
  return row ? { uuid: row.dataset.uuid, top: row.getBoundingClientRect().top } : null;
}

function able(place) { return [...place.querySelectorAll("a[href], button")]; }

function keyOf(element, place) {
  const form = element.closest("form");
  return { address: element.getAttribute("href") || form?.getAttribute("action"), at: able(place).indexOf(element) };
}

function find({ address, at }, place) { // the same row; when it is gone, the one that took its place
  const all = able(place);
  return all.find((each) => (each.getAttribute("href") || each.closest("form")?.getAttribute("action")) === address) || all[Math.min(at, all.length - 1)];
}
