// A form with data-confirm asks first, in the page's own dialog; data-answer is the word on the button that goes on.
export function attach(form) {
  const dialog = document.getElementById("confirm-dialog");
  if (!form.dataset.confirm || !dialog?.showModal) return;
  let agreed = false;

  form.addEventListener("submit", (event) => {
    if (agreed) {
      agreed = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    dialog.querySelector("h2").textContent = form.dataset.confirm;
    dialog.querySelector("[data-answer]").textContent = form.dataset.answer || submitter?.textContent.trim() || "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      agreed = true;
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }, { capture: true });
}
