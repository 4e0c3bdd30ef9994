// Where: a point, a line or an area. The position is watched until it is accurate enough or somebody says "keep this one"; points can be
// written by hand. A line and an area are points one after the other; an area is closed by itself.
import { button, clearing, h, id, show, tell } from "../dom.js";
import { western } from "./text.js";

const GOOD_ENOUGH = 5; // metres, as in ODK Collect
const degrees = (point) => point.split(/\s+/).slice(0, 2).map((each) => Number(each).toFixed(5)).join(", ");

export function place({ node, looks, say, set, done }) {
  const kind = node.valueType;
  const one = kind === "geopoint";
  const least = { geopoint: 1, geotrace: 2, geoshape: 3 }[kind];
  const told = h("p", { class: "field__hint", role: "status" });
  const points = h(one ? "div" : "ol", { class: "places" });
  const take = button(say(one ? "take_position" : "add_here"), { sign: "current-location", onclick: watch });
  const keep = button(say("keep_position"), { sign: "check", hidden: true, onclick: () => settle(latest) });
  const clear = clearing(say, () => put([]));
  const byHand = written(say, one ? say("use_point") : say("add_point"), (point) => put(one ? [point] : [...kept, point]));
  let kept = []; // "lat lon alt acc", also while they are too few to be an answer
  let print = null;
  let watching = null;
  let latest = null;

  function put(list) {
    kept = list;
    const closed = kind === "geoshape" && list.length >= least ? [...list, list[0]] : list;
    set(() => node.setValue(list.length < least ? null : closed.join(";")));
    done();
  }

  function watch() {
    if (!navigator.geolocation) return tell(told, say("no_position", { why: say("position_none") }));
    latest = null;
    take.disabled = true;
    tell(told, say("taking_first"));
    const enough = node.nodeOptions?.accuracyThreshold ?? GOOD_ENOUGH;
    watching = navigator.geolocation.watchPosition(
      ({ coords }) => {
        latest = [coords.latitude, coords.longitude, coords.altitude ?? 0, Math.round(coords.accuracy * 10) / 10].join(" ");
        tell(told, say("taking", { n: Math.round(coords.accuracy) }));
        show(keep, true);
        if (coords.accuracy <= enough) settle(latest);
      },
      (error) => settle(null, say("no_position", { why: say(error.code === 1 ? "position_refused" : "position_none") })),
      { enableHighAccuracy: true, timeout: 60000 },
    );
    return undefined;
  }

  function settle(point, words = "") {
    navigator.geolocation.clearWatch(watching);
    take.disabled = false;
    show(keep, false);
    tell(told, words);
    if (point) put(one ? [point] : [...kept, point]);
  }

  function line(point, at) {
    const accuracy = Number(point.split(/\s+/)[3] ?? 0);
    const words = [h("bdi", { dir: "ltr" }, degrees(point)), accuracy ? ` · ${say("accuracy", { n: Math.round(accuracy) })}` : ""];
    if (one) return h("p", {}, ...words);
    const drop = button("", { sign: "x", kind: "icon", "aria-label": say("remove_point", { n: at + 1 }), onclick: () => put(kept.filter((_, each) => each !== at)) });
    return h("li", { class: "order__row" }, h("span", {}, ...words), drop);
  }

  return {
    element: h("div", { class: "asked__choices" }, points, told, h("div", { class: "actions" }, take, keep, clear), byHand.element),
    fault: () => (kept.length && kept.length < least ? say(kind === "geotrace" ? "points_trace" : "points_shape") : byHand.fault()),
    refresh(state) {
      const value = state.instanceValue ?? "";
      if (value) {
        kept = value.split(";").map((each) => each.trim()).filter(Boolean);
        if (kind === "geoshape") kept.pop();
      } else if (kept.length >= least) kept = [];
      const fresh = kept.join(";");
      if (fresh !== print) {
        print = fresh;
        points.replaceChildren(...kept.map(line));
      }
      for (const element of [take, byHand.element]) show(element, !state.readonly);
      show(clear, kept.length > 0 && !state.readonly);
    },
  };
}

function written(say, words, use) {
  const field = (name) => {
    const input = h("input", { id: id("answer"), type: "text", inputmode: "decimal", dir: "ltr", class: "input input--date", autocomplete: "off" });
    return { input, part: h("div", { class: "asked__part" }, h("label", { for: input.id }, say(name)), input) };
  };
  const [latitude, longitude] = [field("latitude"), field("longitude")];
  const error = h("p", { class: "field__error", role: "alert" });
  const element = h(
    "details", { class: "asked__guide" }, h("summary", {}, say("by_hand")),
    h("div", { class: "asked__parts" }, latitude.part, longitude.part), error,
    button(words, { sign: "map-pin-plus", onclick: take }),
  );

  function take() {
    const [lat, lon] = [latitude, longitude].map(({ input }) => Number(western(input.value).replace(",", ".") || NaN));
    const right = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    tell(error, right ? "" : say("not_point"));
    if (!right) return;
    latitude.input.value = longitude.input.value = "";
    element.open = false;
    use(`${lat} ${lon} 0 0`);
  }

  return { element, fault: () => error.textContent };
}
