// A questionnaire inside the field app: the filler's page, with the form and its files from the phone's own store. It is loaded, with
// the engine, when one is opened.
import { Page } from "../../questionnaires/filler/page.js";

// `held`: {package, words, form, media: [[name, {type, bytes}]]}; `seal`: of who is signed in; `draft`: the one to go on with, or "";
// `token`: asks the server for a fresh one. Answers what to do when the screen is left.
export async function fill({ root, held, seal, draft, token, changed }) {
  await import(held.package.engine); // without it one is told to come back with a network, not that the form is no good
  const files = new Map(held.media.map(([name, { type, bytes }]) => [name, new Blob([bytes], { type })]));
  const shown = Object.fromEntries([...files].map(([name, file]) => [name, URL.createObjectURL(file)]));
  const page = new FieldPage(root, { ...held.package, vault: seal, media: shown }, held.words);
  Object.assign(page, { held, files, draft, token, changed });
  const over = async () => {
    page.leaving.abort();
    await page.keep();
    for (const address of Object.values(shown)) URL.revokeObjectURL(address);
  };
  try {
    await page.start();
  } catch (error) {
    console.warn("The form was not opened.", error);
    page.failed();
  }
  root.dataset.tied = "yes";
  return over;
}

class FieldPage extends Page {
  definition() {
    return this.held.form;
  }

  medium(name) {
    const file = this.files.get(name);
    return file ? new Response(file) : null;
  }

  wanted() {
    return this.draft;
  }

  // The screen keeps its address; what is written is found under its form.
  addressed() {}

  // The page that the phone keeps knows no token: one is asked for when something is sent, and says whether it is still the same user.
  async signedInAgain() {
    const fresh = await this.token().catch(() => "");
    this.root.dataset.token = fresh;
    return Boolean(fresh);
  }
}
