// A draft is kept in the phone only for those who asked for it, on this phone, for this kind of form.
import { attach as autosave } from "../../core/js/autosave.js";

const CHOICE = "yaqaza.field.drafts";

export function attach(form) {
  const offer = form.querySelector("[data-draft]");
  if (!offer) return;
  const box = offer.querySelector("input");
  let keeping = false;
  const keep = () => {
    if (keeping) return;
    keeping = true;
    autosave(form);
  };
  offer.hidden = false;
  box.checked = localStorage.getItem(CHOICE) === "yes";
  if (box.checked) keep();

  // Before the draft is written: not after the box was cleared again.
  form.addEventListener("input", (event) => box.checked || event.stopPropagation(), true);
  box.addEventListener("change", () => {
    if (box.checked) {
      localStorage.setItem(CHOICE, "yes");
      keep();
      form.dispatchEvent(new Event("input"));
    } else {
      localStorage.removeItem(CHOICE);
      localStorage.removeItem("yaqaza.draft." + form.dataset.autosave);
    }
  });
}
