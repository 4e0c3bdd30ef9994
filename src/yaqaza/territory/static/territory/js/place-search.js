/** Turns the text input of an area into a combobox: places are offered while one types, in either script. */

const WAIT = 180;
const ENOUGH = 2;
let count = 0;

export function attach(element) {
  const input = element.querySelector("input.input");
  const picked = element.querySelector("[data-picked]");
  const pickedFor = element.querySelector("[data-picked-for]");
  const list = document.createElement("ul");
  let timer, request, current = -1;

  list.id = `places-${++count}`;
  list.className = "combobox__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", element.dataset.list);
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  input.after(list, told);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }))
    input.setAttribute(name, value);

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => { list.hidden = true; current = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const open = () => { list.hidden = false; input.setAttribute("aria-expanded", "true"); };

  function point(index) {
    const all = options();
    if (!all.length) return;
    current = (index + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
    input.setAttribute("aria-activedescendant", all[current].id);
    all[current].scrollIntoView({ block: "nearest" });
  }

  function pick(option) {
    input.value = pickedFor.value = option.dataset.name;
    picked.value = option.dataset.uuid;
    element.querySelector("[data-choices]")?.remove();
    close();
    element.dispatchEvent(new CustomEvent("area:picked", { bubbles: true, detail: { ...option.dataset } }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(areas) {
    list.replaceChildren(...areas.map((area, index) => {
      const option = document.createElement("li");
      const level = document.createElement("small");
      Object.assign(option.dataset, { uuid: area.uuid, name: area.full_name, level: area.level });
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      level.textContent = area.full_name.startsWith(area.level_name) ? "" : area.level_name;
      option.append(area.full_name, " ", level);
      return option;
    }));
    told.textContent = areas.length ? "" : element.dataset.none;
    if (areas.length) open(); else close();
    current = -1;
  }

  async function ask() {
    const text = input.value.trim();
    request?.abort();
    if (text.length < ENOUGH || text === pickedFor.value) return close();
    request = new AbortController();
    const query = new URLSearchParams({ q: text });
    for (const name of ["within", "levels"]) if (element.dataset[name]) query.set(name, element.dataset[name]);
    try {
      const answer = await fetch(`${element.dataset.url}?${query}`, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show((await answer.json()).areas);
    } catch { /* typed on, or no network: the server resolves the name on submit */ }
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) pick(option); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask(); else point(current + (event.key === "ArrowDown" ? 1 : current < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault();
      pick(options()[current]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}
