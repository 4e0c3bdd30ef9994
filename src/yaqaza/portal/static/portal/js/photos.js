// Their names stand in the sentence: of five photos people must know which one to change. Each keeps its own direction (FSI, PDI).
const named = (files) => files.map((file) => `\u2068${file.name}\u2069`).join(" · ");

// Leaves out photos that are too heavy or too many before they cost anybody's data plan, and says so. The server checks again.
export function attach(element) {
  const input = element.querySelector("input[type=file]");
  const told = element.querySelector("[role=alert]");
  if (!input || !told || typeof DataTransfer === "undefined") return;

  input.addEventListener("change", () => {
    const chosen = [...input.files];
    const light = chosen.filter((file) => file.size <= Number(element.dataset.limit));
    const taken = light.slice(0, Number(element.dataset.most));
    const words = [];
    if (light.length < chosen.length) words.push(element.dataset.heavy, named(chosen.filter((file) => !light.includes(file))));
    if (taken.length < light.length) words.push(element.dataset.many, named(light.slice(taken.length)));
    told.textContent = words.join(" ");
    told.hidden = !words.length;
    if (!words.length) return;
    const kept = new DataTransfer();
    taken.forEach((file) => kept.items.add(file));
    input.files = kept.files;
  });
}
