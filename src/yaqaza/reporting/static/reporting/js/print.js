/** A button that prints the page; it shows itself only where a script can print. */
export function attach(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
