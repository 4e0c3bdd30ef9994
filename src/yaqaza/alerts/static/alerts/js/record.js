// The hotline form: what was read out of the words is taken with one press; the first question is ready to be answered by arrows.
export function attach(form) {
  if (!form.elements.text.value) form.elements.danger[0].focus();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const field = button && form.elements[button.dataset.fill];
    if (!field) return;
    field.value = button.dataset.value;
    for (const [suffix, value] of [["_id", button.dataset.id], ["_name", button.dataset.value]]) {
      const hidden = form.elements[button.dataset.fill + suffix];
      if (hidden && value) hidden.value = value;
    }
    field.focus();
  });
}
