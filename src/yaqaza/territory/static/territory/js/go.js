/** A form that goes as soon as a place is picked. */

export function attach(element) {
  element.addEventListener("area:picked", () => element.requestSubmit());
}
