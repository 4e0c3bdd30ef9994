// Filters leave out of the address what was not filled in, so that it stays short and can be passed on.
export function attach(form) {
  form.addEventListener("submit", () => {
    for (const control of form.elements) {
      if (control.name && !control.value) control.disabled = true;
    }
  });
  window.addEventListener("pageshow", () => {
    for (const control of form.elements) control.disabled = false;
  });
}
