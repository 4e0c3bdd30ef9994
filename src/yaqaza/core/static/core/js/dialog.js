// On a <dialog>: opens when htmx has filled it, closes by its buttons and by a click outside. On a button or link: opens data-dialog.
export function attach(element) {
  if (element instanceof HTMLDialogElement) serve(element);
  else if (element.dataset.dialog) {
    element.addEventListener("click", (event) => {
      const dialog = document.getElementById(element.dataset.dialog);
      if (!dialog?.showModal) return;
      event.preventDefault();
      element.closest("details")?.removeAttribute("open");
      dialog.dispatchEvent(new CustomEvent("dialog:open"));
      dialog.showModal();
    });
  }
}

function serve(dialog) {
  dialog.addEventListener("htmx:afterSwap", () => {
    if (dialog.open) return;
    dialog.showModal();
    dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]") || event.target === dialog) {
      event.preventDefault();
      dialog.close();
    }
  });
}
