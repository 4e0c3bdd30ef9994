// A form is sent once: the pressed button says so, keeps its width, and is itself again when the page comes back.
// data-pause: so many milliseconds after it came, a key or button pressed twice does not answer the next question unread.
export function attach(form) {
  const opened = performance.now();
  const pause = Number(form.dataset.pause ?? 0);
  let pressed = null;

  function release() {
    delete form.dataset.sending;
    if (!pressed) return;
    pressed.removeAttribute("aria-busy");
    pressed.style.removeProperty("inline-size");
    swap(pressed, false);
    pressed = null;
  }

  function swap(button, busy) {
    const words = button.querySelector(".button__words");
    const waiting = button.querySelector(".button__busy");
    if (words && waiting) [words.hidden, waiting.hidden] = [busy, !busy];
  }

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sending || performance.now() - opened < pause) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    pressed = event.submitter;
    if (!pressed?.classList.contains("button")) return;
    pressed.style.inlineSize = `${Math.ceil(pressed.getBoundingClientRect().width)}px`;
    pressed.setAttribute("aria-busy", "true");
    setTimeout(() => pressed && swap(pressed, true), 300); // quick answers do not flicker
  });
  form.addEventListener("htmx:afterRequest", release);
  window.addEventListener("pageshow", release);
}
