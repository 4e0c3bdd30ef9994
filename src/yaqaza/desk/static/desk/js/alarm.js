// A line that flashes once a second and, when it was switched on, three short tones for a vital alert that nobody has seen here; again
// every half minute until somebody does. Browsers give no sound before a first tap: the button says when it still sleeps.
const STORE = "yaqaza.live.sound", AGAIN = 30000;

export function attach(board) {
  const line = board.querySelector("[data-alarm]");
  const button = document.querySelector("[data-sound]");
  const words = button.querySelector("[data-on]");
  let sound, on = localStorage.getItem(STORE) === "on", told = new Set(), timer;
  button.hidden = !window.AudioContext;

  board.addEventListener("live:vital", ({ detail }) => {
    const fresh = detail.filter((uuid) => !told.has(uuid));
    told = new Set(detail);
    line.hidden = false;
    if (!fresh.length) return;
    ring();
    clearInterval(timer);
    timer = setInterval(ring, AGAIN);
  });
  board.addEventListener("live:seen", () => { line.hidden = true; told = new Set(); clearInterval(timer); });
  line.querySelector("[data-alarm-go]").addEventListener("click", (event) => {
    const row = document.querySelector(".queue__item--fresh:has(.rungs--4)");
    if (row) { event.preventDefault(); row.focus(); row.scrollIntoView({ block: "nearest" }); }
  });

  button.addEventListener("click", () => {
    on = !(on && sound?.state === "running");
    localStorage.setItem(STORE, on ? "on" : "off");
    if (on) wake().then(ring);
    tell();
  });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { if (on) wake(); }, { once: true, capture: true });

  async function wake() {
    sound ??= new AudioContext();
    await sound.resume();
    tell();
  }

  function ring() {
    if (!on || sound?.state !== "running") return;
    board.dataset.rang = Number(board.dataset.rang || 0) + 1;
    for (const [number, pitch] of [880, 660, 880].entries()) {
      const [tone, loud, at] = [sound.createOscillator(), sound.createGain(), sound.currentTime + number * 0.25];
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.25, at + 0.02);
      loud.gain.linearRampToValueAtTime(0, at + 0.2);
      tone.connect(loud).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.22);
    }
  }

  function tell() {
    const state = !on ? "off" : sound?.state === "running" ? "on" : "waits";
    button.setAttribute("aria-pressed", String(on));
    words.textContent = words.dataset[state];
  }

  tell();
}
