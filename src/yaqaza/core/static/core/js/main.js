// Ties elements to their modules: data-behaviour names them, data-module says where they are. Pages work without any of this.
const tied = new WeakSet();

async function tie(element) {
  if (tied.has(element)) return;
  tied.add(element);
  for (const address of (element.dataset.module || "").split(" ").filter(Boolean)) {
    try {
      const behaviour = await import(address);
      behaviour.attach(element);
    } catch (error) {
      console.error(`Behaviour ${address} did not start.`, error);
    }
  }
  element.dataset.tied = "yes";
}

function tieAll(root) {
  if (root.matches?.("[data-behaviour]")) tie(root);
  root.querySelectorAll?.("[data-behaviour]").forEach(tie);
}

tieAll(document.documentElement);
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) tieAll(node);
}).observe(document.documentElement, { childList: true, subtree: true });

// Regions that wait for the server say so to those who do not see it.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
