// A visit that met nobody needs only words: the questions about the household go away, and come back unharmed.
export function attach(form) {
  const parts = form.querySelectorAll("[data-met]");
  const show = () => {
    const chosen = form.querySelector('[name="outcome"]:checked');
    for (const part of parts) part.hidden = Boolean(chosen) && chosen.value !== "MET";
  };
  form.addEventListener("change", (event) => event.target.name === "outcome" && show());
  show();
}
