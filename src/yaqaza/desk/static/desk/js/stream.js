// Listens to the live stream and says "live:changed" with the topics; says by "live:state" whether it is there, so that the page
// asks by itself meanwhile. Comes back with growing pauses, and with the last event that it heard, so that nothing is missed.
const LONGEST = 30000;

export function attach(board) {
  const address = board.dataset.stream;
  let source, last = "", pause = 1000, watch, again;
  const say = (name, detail) => board.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
  if (!address) return void setTimeout(say, 0, "state", "off");

  function open() {
    clearTimeout(again);
    const url = new URL(address, location.href);
    if (last) url.searchParams.set("last", last);
    source = new EventSource(url, { withCredentials: true });
    alive(8000);
    source.addEventListener("hello", (event) => {
      pause = 1000;
      say("state", "on");
      if (!last) say("changed", null); // what happened between the page and its ear
      hear(event);
    });
    source.addEventListener("changed", (event) => { hear(event); say("changed", event.data.split(" ")); });
    source.addEventListener("beat", hear);
    source.addEventListener("bye", (event) => { hear(event); away(event.data === "many" ? LONGEST : pause); });
    source.onerror = () => away(pause);
  }

  function hear(event) {
    last = event.lastEventId || last;
    alive(40000);
  }

  function alive(milliseconds) { // a line that died without a word
    clearTimeout(watch);
    watch = setTimeout(() => away(pause), milliseconds);
  }

  function away(wait) {
    clearTimeout(watch);
    clearTimeout(again);
    source.close();
    say("state", "off");
    again = setTimeout(open, wait + Math.random() * 1000);
    pause = Math.min(pause * 2, LONGEST);
  }

  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  addEventListener("online", reopen);
  function reopen() { if (source.readyState === EventSource.CLOSED) { pause = 1000; open(); } }
}
