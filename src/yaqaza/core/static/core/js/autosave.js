// Keeps what is typed in a form on this device until the server has it. data-autosave names the draft; on any other element
// data-clear names a draft that has arrived. Never put it on a form about somebody's health, identity or safety on a shared computer.
const [PREFIX, DAYS] = ["yaqaza.draft.", 7];
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);

export function attach(element) {
  if (element.dataset.clear) return void localStorage.removeItem(PREFIX + element.dataset.clear);
  const key = PREFIX + (element.dataset.autosave || location.pathname);
  const notice = element.querySelector("[data-restored]");
  const kept = read(key);
  // On a slow line the page can be written in before this script has come.
  const early = [...controls(element)].some(typed);

  if (kept && !element.querySelector("[aria-invalid]")) {
    const changed = [...controls(element)].filter((control) => restore(control, kept[control.name]));
    if (changed.length && notice) notice.hidden = false;
  }
  notice?.querySelector("button")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    element.reset();
    notice.hidden = true;
  });
  const keep = () => {
    const values = {};
    for (const { type, name, checked, value } of controls(element)) {
      values[name] = /radio|checkbox/.test(type) ? [...(values[name] ?? []), ...(checked ? [value] : [])] : value;
    }
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  };
  element.addEventListener("input", keep);
  if (early) keep();
}

const typed = ({ type, checked, defaultChecked, value, defaultValue }) =>
  /radio|checkbox/.test(type) ? checked !== defaultChecked : defaultValue !== undefined && value !== defaultValue;

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft && Date.now() - draft.at < DAYS * 864e5) return draft.values;
  } catch { /* what cannot be read is no draft */ }
  localStorage.removeItem(key);
  return null;
}

function* controls(form) {
  for (const control of form.elements) if (control.name && !SKIPPED.has(control.type)) yield control;
}

function restore(control, value) {
  if (value === undefined) return false;
  if (Array.isArray(value)) {
    const before = control.checked;
    return (control.checked = value.includes(control.value)) !== before;
  }
  if (control.value || !value) return false;
  control.value = value;
  return true;
}
