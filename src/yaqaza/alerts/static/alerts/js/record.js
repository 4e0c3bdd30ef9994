// The hotline form: what was read out of the words is taken with one press; the first field is ready to be typed in.
export function attach(form) {
  if (!form.elements.text.value) form.elements.text.focus();

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
