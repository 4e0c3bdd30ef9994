// Sentences of a transcript are chosen by touch, mouse or keys: a press chooses one, another extends to it; arrows move, with Shift they
// extend; Enter goes to the theme. What is chosen stands in the form's two numbers, which work without this module, too.
export function attach(list) {
  const form = document.getElementById(list.dataset.form);
  const from = form.elements.first;
  const to = form.elements.last;
  const options = [...list.querySelectorAll('[role="option"]')];
  let anchor = -1;
  let edge = -1;

  function show(focus) {
    const [low, high] = [Math.min(anchor, edge), Math.max(anchor, edge)];
    options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(anchor >= 0 && at >= low && at <= high));
      option.tabIndex = at === Math.max(edge, 0) ? 0 : -1;
    });
    from.value = anchor < 0 ? "" : low + 1;
    to.value = anchor < 0 ? "" : high + 1;
    if (focus) options[edge].focus();
  }

  function choose(at, extend) {
    if (at < 0 || at >= options.length) return;
    if (!extend || anchor < 0) anchor = at;
    edge = at;
    show(true);
  }

  list.addEventListener("click", (event) => {
    const at = options.indexOf(event.target.closest('[role="option"]'));
    if (at < 0) return;
    const alone = anchor === edge;
    if (alone && at === anchor) {
      anchor = edge = -1;
      show(false);
    } else choose(at, anchor >= 0 && alone);
  });

  list.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const at = Math.max(options.indexOf(document.activeElement), 0);
    if (["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      event.preventDefault();
      choose(at + (event.key === "ArrowDown" || event.key === forward ? 1 : -1), event.shiftKey);
    } else if (event.key === " ") {
      event.preventDefault();
      choose(at, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (anchor < 0) choose(at, false);
      form.elements.theme.focus();
    }
  });
  show(false);
}
