// The two fields of a window show only for "at another time".
export function attach(form) {
  const other = form.querySelector("[data-other]");
  const show = () => {
    const chosen = form.querySelector('[name="when"]:checked');
    other.hidden = chosen?.value !== "OTHER" && !other.querySelector("[aria-invalid]");
  };
  form.addEventListener("change", (event) => event.target.name === "when" && show());
  show();
}
