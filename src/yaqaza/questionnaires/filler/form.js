// A form being filled in, without a page: the engine's instance, what of it is kept or sent, and a word when something of it changed.
// Given: `engine` (the module), `definition` (the XForm as text), `media` (name → promise of a Response, or null), `user`, `changed`.

const NAMED = /^.*\//;

export class Form {
  static async open({ engine, definition, media, user = "", changed = () => {} }) {
    const form = new Form();
    const [guidance, plain] = guided(definition);
    const result = await engine.loadForm(plain, {
      fetchFormAttachment: async (address) => (await media(fileOf(address))) ?? new Response("", { status: 404 }),
      missingResourceBehavior: engine.constants.MISSING_RESOURCE_BEHAVIOR.BLANK,
    });
    if (result.status === "failure") throw new Error(String(result.error?.message ?? result.error));
    form.result = result;
    form.guidance = guidance;
    form.changed = changed;
    form.config = {
      stateFactory: (state) => form.#watched(state),
      instanceAttachments: { fileNameFactory },
      preloadProperties: { username: user, deviceID: "yaqaza:web" },
      geolocationProvider: { getLocation: position },
    };
    return form;
  }

  begin() {
    this.root = this.result.createInstance(this.config).root;
    return this;
  }

  // `files`: a list of File, by the names that the answers give them.
  async restore({ xml, files = [] }) {
    this.root = (await this.result.restoreInstance({ data: [packed(xml, files)] }, this.config)).root;
    return this;
  }

  // Answers that were sent, opened again: they get an id of their own, and name the one they correct.
  async correct({ xml, files = [] }) {
    const input = { inputType: "FORM_INSTANCE_INPUT_RESOLVED", data: [packed(xml, files)] };
    this.root = (await this.result.editInstance(input, this.config)).root;
    return this;
  }

  // What is kept and sent: the XML, the files that it names, the id, and the form's own name for these answers.
  async content() {
    const payload = await this.root.prepareInstancePayload({ payloadType: "monolithic" });
    const files = [];
    let xml = "";
    for (const [name, file] of payload.data[0].entries()) {
      if (name === "xml_submission_file") xml = await file.text();
      else files.push(file.name === name ? file : new File([file], name, { type: file.type }));
    }
    const meta = new DOMParser().parseFromString(xml, "text/xml");
    const told = (name) => meta.getElementsByTagNameNS("*", name)[0]?.textContent.trim() ?? "";
    return { xml, files, instance: told("instanceID"), title: told("instanceName") };
  }

  // The engine writes to the objects it is given; many writes make one word, after all of them.
  #watched(state) {
    return new Proxy(state, {
      set: (target, key, value) => {
        target[key] = value;
        if (!this.waiting) {
          this.waiting = true;
          queueMicrotask(() => {
            this.waiting = false;
            this.changed();
          });
        }
        return true;
      },
    });
  }
}

export function fileOf(address) {
  return decodeURIComponent(String(address)).replace(NAMED, "");
}

// Everyone below a node, itself included, in the order of the form.
export function* below(node) {
  yield node;
  for (const child of node.currentState.children ?? []) yield* below(child);
}

function packed(xml, files) {
  const data = new FormData();
  data.append("xml_submission_file", new File([xml], "xml_submission_file", { type: "text/xml" }));
  for (const file of files) data.append(file.name, file, file.name);
  return data;
}

// Names say when, not what or whose: they stand in lists.
function fileNameFactory({ writtenAt, extension }) {
  const chance = Math.floor(Math.random() * 0xffff).toString(16).padStart(4, "0");
  return `${writtenAt.getTime()}-${chance}${(extension ?? "").toLowerCase()}`;
}

function position() {
  return new Promise((resolve) => {
    if (!globalThis.navigator?.geolocation) return resolve("");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.latitude, coords.longitude, coords.altitude ?? 0, coords.accuracy].join(" ")),
      () => resolve(""),
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}

// The engine takes guidance for a part of the hint. Here it is apart: path of the question → language → words, and the form without it.
function guided(definition) {
  const found = new Map();
  if (!definition.includes("guidance")) return [found, definition];
  const xform = new DOMParser().parseFromString(definition, "text/xml");
  const texts = new Map();
  for (const value of [...xform.getElementsByTagName("value")].filter((each) => each.getAttribute("form") === "guidance")) {
    const text = value.parentNode;
    const key = text.getAttribute("id");
    texts.set(key, { ...texts.get(key), [text.parentNode.getAttribute("lang")]: value.textContent.trim() });
    value.remove();
  }
  for (const hint of xform.getElementsByTagName("hint")) {
    const key = /itext\(['"](.+?)['"]\)/.exec(hint.getAttribute("ref"))?.[1];
    if (texts.has(key)) found.set(hint.parentNode.getAttribute("ref"), texts.get(key));
  }
  return [found, new XMLSerializer().serializeToString(xform)];
}
