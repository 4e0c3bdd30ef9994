/** Narrows a long list while one types; the list stands open under the box until one is chosen. */

const ROWS = 9;
// أ إ آ and é fall apart into a letter and a sign, which goes; the letters that people write for each other become one.
const plain = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f\u0640\u064b-\u0655\u0670]/g, "").replace(/ة/g, "ه").replace(/ى/g, "ي").toLowerCase();

export function attach(element) {
  const box = element.querySelector("input");
  const select = element.querySelector("select");
  const told = element.querySelector("[role=status]");
  const groups = [...select.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);
  const blank = select.querySelector('option[value=""]');
  let chosen = select.value;
  box.closest("label").hidden = false;

  function show(wanted) {
    let count = 0, rows = 0;
    const left = [];
    for (const [group, options] of groups) {
      const fitting = options.filter((option) => {
        const said = plain(`${option.label} ${option.dataset.words ?? ""}`);
        return wanted.every((word) => said.includes(word));
      });
      group.replaceChildren(...fitting);
      if (fitting.length) { left.push(group); count += fitting.length; rows += fitting.length + 1; }
    }
    select.replaceChildren(...(wanted.length ? [] : [blank]), ...left);
    select.value = chosen;
    told.textContent = !wanted.length ? "" : count ? String(count) : told.dataset.none;
    if (wanted.length) select.size = Math.max(2, Math.min(ROWS, rows));
    else select.removeAttribute("size");
  }

  function close() {
    if (!select.hasAttribute("size")) return;
    chosen = select.value || chosen;
    box.value = "";
    show([]);
  }

  box.addEventListener("input", () => show(plain(box.value).split(/\s+/).filter(Boolean)));
  box.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "Enter", "Escape"].includes(event.key) || !select.hasAttribute("size")) return;
    event.preventDefault();
    if (event.key === "Escape") return close();
    if (!select.value) select.value = [...select.options].find((option) => !option.disabled)?.value ?? "";
    select.focus();
    if (event.key === "Enter") close();
  });
  select.addEventListener("click", (event) => { if (event.target.matches("option")) { close(); select.focus(); } });
  select.addEventListener("keydown", (event) => { if (["Enter", "Escape"].includes(event.key) && select.hasAttribute("size")) { event.preventDefault(); close(); } });
  select.addEventListener("change", () => { chosen = select.value; });
  select.addEventListener("blur", close);
}
