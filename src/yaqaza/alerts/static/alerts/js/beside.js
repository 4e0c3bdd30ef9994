// A part that stands beside a form where there is room, and on a narrow screen in the form, below the field that it is about
// (data-beside): in the order in which it is read, so that nobody saves before having seen it.
export function attach(element) {
  const home = element.parentElement;
  const narrow = matchMedia("(width < 64rem)");
  const place = () => {
    if (narrow.matches) document.querySelector(element.dataset.beside).closest(".field").after(element);
    else home.append(element);
  };
  narrow.addEventListener("change", place);
  place();
}
