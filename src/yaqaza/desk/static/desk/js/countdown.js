// Counts down to each deadline by the second; who does not see it reads the words beside it.
export function attach(board) {
  const pair = (number) => String(number).padStart(2, "0");

  function tick() {
    const now = Math.floor(Date.now() / 1000);
    for (const place of board.querySelectorAll("[data-until]")) {
      const left = Number(place.dataset.until) - now;
      const [size, hours] = [Math.abs(left), Math.floor(Math.abs(left) / 3600)];
      const told = hours < 48 ? `${left < 0 ? "−" : ""}${hours ? `${hours}:` : ""}${pair(Math.floor(size / 60) % 60)}:${pair(size % 60)}` : "";
      if (place.textContent !== told) place.textContent = told;
      place.classList.toggle("board__count--over", left < 0);
    }
  }

  tick();
  setInterval(tick, 1000);
}
