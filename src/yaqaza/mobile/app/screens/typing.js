import { clock, h } from "../../../questionnaires/filler/dom.js";

// What is being typed, kept sealed in the phone as it is typed: a call, an empty battery or a newer version of the app loses nothing.
const PAUSE = 300; // milliseconds after the last key

export async function kept(app, id, fields, begin = {}) {
  const before = await app.store.get("drafts", id);
  const told = h("p", { class: "muted small", role: "status", "data-kept": before ? "yes" : null });
  const tell = (at) => { told.textContent = app.say("kept_at", { at: `\u2066${clock(at)}\u2069` }); };
  if (before) tell(before.at);
  fields.element.append(told);
  fields.restore({ ...before?.values, ...(before ? {} : begin) });
  let timer = null;
  let dirty = false;
  let writing = Promise.resolve();

  function write() {
    clearTimeout(timer);
    if (!dirty || !app.store.seal) return writing;
    dirty = false;
    const [values, at] = [fields.values(), Date.now()];
    writing = writing.then(() => app.store.put("drafts", id, { values, at })).then(() => {
      tell(at);
      told.toggleAttribute("data-kept", !dirty);
    }).catch((error) => {
      dirty = true;
      console.warn("What was typed is not kept.", error);
      app.chrome.tell("danger", app.say("not_kept"));
    });
    return writing;
  }
  const hidden = () => document.visibilityState === "hidden" && write();
  document.addEventListener("visibilitychange", hidden);
  return {
    id,
    changed() {
      dirty = true;
      told.removeAttribute("data-kept");
      clearTimeout(timer);
      timer = setTimeout(write, PAUSE);
    },
    async stop() {
      document.removeEventListener("visibilitychange", hidden);
      await write();
    },
  };
}

// Where what is being written is kept: apart from what was begun for the same one since.
export function draftOf(usual, act) {
  return act ? `again:${act.id}` : usual;
}
