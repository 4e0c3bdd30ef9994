// The hotline form: what was read out of the words is taken with one press, all of it with F2 while one goes on typing. F2 fills only
// what nobody wrote in: empty fields, and what it filled in itself before. The first question is ready to be answered by arrows.
const TAKE_ALL = "F2";
const STAYS = new Set(["area", "reporter_phone"]); // another place or telephone in the words does not take the place of the first

const CHOICES = new Set(["needs", "category"]);

export function attach(form) {
  const taken = new Map(); // field name → what F2 or a press put there
  const told = form.querySelector("[data-taken-all]");
  const hints = document.getElementById("hints");
  const status = form.querySelector("[data-heard]");
  const { needs_cleared: cleared } = form.elements; // needs that were unticked again: nobody has to untick them twice
  if (!form.elements.text.value) form.elements.danger[0].focus();

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-take-all]")) takeAll();
    const button = event.target.closest("[data-fill]");
    if (button) fill(button)?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== TAKE_ALL || event.repeat || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    takeAll();
  });

  form.addEventListener("input", ({ target }) => {
    if (target.name !== "needs") return;
    const others = cleared.value.split(" ").filter((need) => need && need !== target.value);
    cleared.value = (target.checked ? others : [...others, target.value]).join(" ");
  });
  hints.addEventListener("htmx:afterSwap", () => {
    const { heard } = hints.querySelector("[data-heard]").dataset;
    if (status.textContent !== heard) status.textContent = heard; // said once, and not at every pause
  });

  function takeAll() {
    const done = [...hints.querySelectorAll("[data-fill]:not([data-perhaps])")].filter((button) => isFree(button) && fill(button));
    const isolated = (said) => `${/^\+?\d+$/.test(said) ? "\u2066" : "\u2068"}${said}\u2069`; // a telephone is read from left to right
    const names = done.map(({ dataset }) => isolated(dataset.name || dataset.value)).join(told.dataset.comma);
    told.textContent = names ? told.dataset.takenAll.replace("{things}", names) : told.dataset.takenNothing;
  }

  function isFree({ dataset: { fill: name, value } }) {
    if (name === "needs") return !choiceOf(name, value).checked && !cleared.value.split(" ").includes(value);
    if (name === "reporter_phone" && form.elements.anonymous.checked) return false;
    const now = form.elements[name].value;
    return now !== value && (!now || now === taken.get(name)) && !(now && STAYS.has(name));
  }

  function choiceOf(name, value) {
    return form.querySelector(`[name=${name}][value="${value}"]`);
  }

  function fill({ dataset: { fill: name, value, id } }) {
    const field = CHOICES.has(name) ? choiceOf(name, value) : form.elements[name];
    if (!field) return null;
    taken.set(name, value);
    if (CHOICES.has(name)) field.checked = true;
    else field.value = value;
    if (name === "needs") field.closest("details").open = true;
    for (const [suffix, what] of [["_id", id], ["_name", value], ["_read", value]]) {
      const hidden = form.elements[name + suffix];
      if (hidden && what) hidden.value = what;
    }
    field.dispatchEvent(new Event(name === "area" ? "taken" : "input", { bubbles: true }));
    return field;
  }
}
