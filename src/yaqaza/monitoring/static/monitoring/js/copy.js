// A button that copies a text: data-copies is the id of the field, data-done what it says afterwards.
export function attach(button) {
  const field = document.getElementById(button.dataset.copies);
  if (!field || !navigator.clipboard) return; // without it the words are marked and copied by hand
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}
