// A file field in the page's own words: browsers write theirs in the language they were installed in.
export function attach(box) {
  const input = box.querySelector("input[type=file]");
  const drawn = box.querySelector(".file__ui");
  const names = box.querySelector(".file__names");
  if (!input || !drawn) return;
  drawn.hidden = false;
  box.classList.add("file--drawn");
  const show = () => {
    const bidi = [...input.files].map((file) => Object.assign(document.createElement("bdi"), { textContent: file.name }));
    names.replaceChildren(...(bidi.length ? bidi.flatMap((name, index) => (index ? [" · ", name] : [name])) : [names.dataset.none]));
  };
  input.addEventListener("change", show);
  show();
}
