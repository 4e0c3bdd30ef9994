// A toast leaves after 10 seconds; the count stops while it is hovered or holds the focus.
const SECONDS = 10;

export function attach(toast) {
  let left = SECONDS;
  let held = false;
  const clock = toast.querySelector("[data-left]");
  const hold = (value) => () => (held = value);

  toast.addEventListener("pointerenter", hold(true));
  toast.addEventListener("pointerleave", hold(false));
  toast.addEventListener("focusin", hold(true));
  toast.addEventListener("focusout", hold(false));

  const show = () => clock && (clock.textContent = String(left));
  show();
  const timer = setInterval(() => {
    if (!toast.isConnected) clearInterval(timer);
    if (held || document.hidden) return;
    left -= 1;
    show();
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
