// Three ways to keep the code that need a script: copy, print, send to oneself. The file to save works without.
export function attach(element) {
  const { code, copied, title } = element.dataset;
  const told = element.querySelector("[role=status]");
  const ways = {
    copy: navigator.clipboard && (async (button) => {
      await navigator.clipboard.writeText(code);
      button.querySelector("[data-words]").textContent = told.textContent = copied;
    }),
    print: () => window.print(),
    share: navigator.share && (() => navigator.share({ title, text: code }).catch(() => {})),
  };
  for (const button of element.querySelectorAll("[data-do]")) {
    const way = ways[button.dataset.do];
    if (!way) continue;
    button.hidden = false;
    button.addEventListener("click", () => way(button));
  }
}
