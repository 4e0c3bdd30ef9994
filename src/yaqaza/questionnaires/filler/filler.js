// What a page of ours loads: it fills in where [data-filling] stands, and lists the drafts of this browser where [data-drafts] does.
import { Drafts } from "./drafts.js";
import { show, useIcons } from "./dom.js";
import { Page, draftRow } from "./page.js";

const told = (id) => JSON.parse(document.getElementById(id).textContent);

async function fill(root) {
  const page = new Page(root, told("filling-package"), told("filling-words"));
  try {
    await page.start();
  } catch (error) {
    console.warn("The form was not opened.", error);
    page.failed();
  }
  root.dataset.tied = "yes";
}

async function list(root) {
  const words = told("filling-words");
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  useIcons(root.dataset.icons);
  const drafts = await Drafts.open(root.dataset.vault);
  const rows = (await drafts?.list()) ?? [];
  root.querySelector("ul").replaceChildren(...rows.map((draft) => draftRow(draft, say, drafts)));
  show(root, rows.length > 0);
  root.dataset.tied = "yes";
}

for (const root of document.querySelectorAll("[data-filling]")) fill(root);
for (const root of document.querySelectorAll("[data-drafts]")) list(root);
