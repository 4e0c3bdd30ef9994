// How this phone stands: what is unsent, what became of what was sent, the last sync, room, language, the way out.
import { button, clock, h, size } from "../../../questionnaires/filler/dom.js";
import { note } from "../chrome.js";
import { room, warning } from "../room.js";
import { languages } from "./door.js";
import { facts, ltr, receipts, section } from "./parts.js";

export async function phone(app) {
  const { say, count } = app.voice;
  const { work } = app;
  const state = await app.store.phone();
  const granted = await room();
  const { usage, quota } = granted;
  const full = warning(granted, { say, size });
  const lasting = await navigator.storage?.persisted?.();
  const unsettled = work.unsettled();
  const unsent = work.unsent();
  const over = work.acts.filter((act) => ["APPLIED", "SETTLED"].includes(act.state));
  const drafts = await app.store.all("drafts");
  const now = button(say("sync_now"), { kind: "primary big wide", sign: "refresh", onclick: () => app.sync({ loud: true }) });
  const body = [h("section", { class: "stack" },
    facts([
      [say("signed_in_as"), h("bdi", {}, app.store.seat.name)],
      [say("last_sync"), state.synced ? ltr(clock(state.synced)) : say("never")],
      [say("unsent"), count("acts", unsent.length)],
      [say("typed"), drafts.length ? count("drafts", drafts.length) : ""],
      [say("held"), count("records", [...work.records.values()].reduce((sum, each) => sum + each.size, 0))],
      [say("room"), quota ? h("span", {}, ltr(size(usage)), " / ", ltr(size(quota))) : ""],
    ]),
    full ? note("warning", full) : null,
    lasting === false ? note("info", say("may_be_emptied")) : null, now,
  )];
  if (unsettled.length) body.push(section(say("unsettled"), note("warning", say("unsettled_more")), receipts(app, unsettled, { named: true })));
  if (unsent.length) body.push(section(say("unsent"), receipts(app, unsent, { named: true })));
  if (over.length) body.push(section(say("received"), receipts(app, over, { named: true })));
  body.push(section(say("language"), languages(app)), section(say("way_out"), h("p", { class: "muted" }, unsent.length ? count("leave_unsent", unsent.length) : say("leave_more")), button(say("sign_out"), { kind: "danger", sign: "logout", flip: true, onclick: () => app.leave() })));
  return { title: say("way_phone"), under: say("phone_under"), body };
}
