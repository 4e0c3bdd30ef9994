// Days and hours as they are written here: 09/03/2026, 14:30. No native date field: it follows the browser's language.
import { h, id } from "../dom.js";
import { western } from "./text.js";

const two = (number) => String(number).padStart(2, "0");

export function moment({ node, looks, say, set, done, labelId }) {
  const part = looks.has("year") ? "year" : looks.has("month-year") ? "month" : "day";
  const day = node.valueType === "time" ? null : field(say("day"), say(`${part}_hint`), part === "day" ? "dd/mm/yyyy" : "");
  const hour = node.valueType === "date" ? null : field(say("clock"), say("clock_hint"), "hh:mm");
  const fields = [day, hour].filter(Boolean);
  const alone = fields.length === 1;
  let typed = ""; // which of the two stands there and is none

  const change = () => {
    const date = day ? read(day.input.value, part) : "";
    const time = hour ? readClock(hour.input.value) : "";
    typed = date === null ? `not_${part}` : time === null ? "not_clock" : day && hour && !date !== !time ? (date ? "not_clock" : "not_day") : "";
    set(() => node.setValue(typed ? null : value(node.valueType, date, time)));
  };
  for (const { input } of fields) {
    input.addEventListener("input", change);
    input.addEventListener("blur", done);
  }

  return {
    element: alone
      ? h("div", { class: "asked__part" }, fields[0].input, fields[0].hint)
      : h("div", { class: "asked__parts" }, fields.map((each) => h("div", { class: "asked__part" }, each.label, each.input, each.hint))),
    input: alone ? fields[0].input : null,
    fault: () => typed && say(typed),
    refresh(state) {
      for (const { input } of fields) input.readOnly = state.readonly;
      if (typed || fields.some(({ input }) => input === document.activeElement)) return;
      const [date, time] = split(node.valueType, state.instanceValue ?? "");
      if (day) day.input.value = written(date, part);
      if (hour) hour.input.value = time;
    },
  };

  function field(name, hint, placeholder) {
    const input = h("input", { id: id("answer"), type: "text", inputmode: "numeric", dir: "ltr", class: "input input--date", autocomplete: "off", placeholder });
    return { input, label: h("label", { for: input.id }, name), hint: h("small", { class: "field__hint" }, hint) };
  }
}

// "" for nothing, null for what is no day; a month is kept as its first day.
function read(typed, part) {
  const text = western(typed);
  if (!text) return "";
  const found = { day: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, month: /^()(\d{1,2})[/.-](\d{4})$/, year: /^()()(\d{4})$/ }[part].exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[3]), Number(found[2] || 1), Number(found[1] || 1)];
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? made.toISOString().slice(0, 10) : null;
}

function readClock(typed) {
  const text = western(typed);
  if (!text) return "";
  const found = /^(\d{1,2})[:hH.](\d{2})$/.exec(text);
  return found && Number(found[1]) < 24 && Number(found[2]) < 60 ? `${two(Number(found[1]))}:${found[2]}` : null;
}

function value(type, date, time) {
  if (!(type === "time" ? time : date)) return null;
  if (type === "date") return date;
  if (type === "time") return `${time}:00.000`;
  return new Date(`${date}T${time}:00`);
}

function split(type, kept) {
  if (!kept) return ["", ""];
  if (type === "date") return [kept.slice(0, 10), ""];
  if (type === "time") return ["", kept.slice(0, 5)];
  const at = new Date(kept);
  return [`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, `${two(at.getHours())}:${two(at.getMinutes())}`];
}

function written(date, part) {
  const [year, month, day] = date.split("-");
  return !date ? "" : part === "year" ? year : part === "month" ? `${month}/${year}` : `${day}/${month}/${year}`;
}
