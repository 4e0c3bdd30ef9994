// Pointing at what was read, or moving the focus to it, lights up the words of the message that led to it; a press keeps them lit.
export function attach(panel) {
  const message = document.getElementById("message");
  if (!message) return;
  let kept = null;

  function show(link) {
    const name = link?.dataset.shows;
    for (const part of message.querySelectorAll("[data-why]")) part.toggleAttribute("data-lit", Boolean(name) && part.dataset.why.split(" ").includes(name));
  }
  const found = (event) => event.target.closest("[data-shows]");

  panel.addEventListener("pointerover", (event) => found(event) && show(found(event)));
  panel.addEventListener("pointerout", (event) => found(event) && show(kept));
  panel.addEventListener("focusin", (event) => found(event) && show(found(event)));
  panel.addEventListener("focusout", (event) => found(event) && show(kept));
  panel.addEventListener("click", (event) => {
    const link = found(event);
    if (!link) return;
    event.preventDefault();
    kept = kept === link ? null : link;
    show(kept);
    message.querySelector("[data-lit]")?.scrollIntoView({ block: "nearest" });
  });
}
