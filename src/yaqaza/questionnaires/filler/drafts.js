// Drafts in the browser: IndexedDB, each sealed by a key that the server gives to who is signed in. Clear are only: which form, when,
// whether it waits to be sent, and whose by a print of the key.
import { Seal, asked, done } from "./sealing.js";

const NAME = "yaqaza-answers";

export class Drafts {
  // `vault`: the key as the server tells it, or a Seal. null where the browser has no store or no cryptography.
  static async open(vault) {
    const drafts = new Drafts();
    try {
      drafts.seal = typeof vault === "string" ? await Seal.from(vault) : vault;
      if (!drafts.seal) return null;
      drafts.owner = drafts.seal.owner;
      drafts.db = await asked(opened());
      return drafts;
    } catch {
      return null;
    }
  }

  // The drafts of this user, the newest first, with the names that their forms give them.
  async list(version = "") {
    const rows = await asked(this.#store("drafts").index("owner").getAll(this.owner));
    const mine = rows.filter((row) => !version || row.version === version).sort((a, b) => b.at - a.at);
    return Promise.all(mine.map(async (row) => ({ ...row, title: (await this.seal.read(row)).title })));
  }

  async get(id) {
    const row = await asked(this.#store("drafts").get(id));
    if (!row || row.owner !== this.owner) return null;
    const { files, ...content } = await this.seal.read(row);
    const found = await asked(this.#store("files").getAll(range(id)));
    const byName = new Map(await Promise.all(found.map(async (file) => [file.name, await this.#file(file)])));
    return { ...row, ...content, files: files.map((name) => byName.get(name)).filter(Boolean) };
  }

  // A file is sealed once: another content has another name.
  async put(id, { version, form, here, ready = false, ...content }) {
    const { files, ...rest } = content;
    const known = new Set((await asked(this.#store("files").getAllKeys(range(id)))).map(([, name]) => name));
    const fresh = files.filter((file) => !known.has(file.name));
    const sealed = await Promise.all(
      fresh.map(async (file) => ({ id, name: file.name, type: file.type, ...(await this.seal.bytes(await file.arrayBuffer())) })),
    );
    const sealedRest = await this.seal.told({ ...rest, files: files.map((file) => file.name) });
    const row = { id, owner: this.owner, version, form, here, ready, at: Date.now(), ...sealedRest };
    const change = this.db.transaction(["drafts", "files"], "readwrite");
    change.objectStore("drafts").put(row);
    for (const file of sealed) change.objectStore("files").put(file);
    for (const name of known) if (!files.some((file) => file.name === name)) change.objectStore("files").delete([id, name]);
    await done(change);
    return row.at;
  }

  async drop(id) {
    const change = this.db.transaction(["drafts", "files"], "readwrite");
    change.objectStore("drafts").delete(id);
    change.objectStore("files").delete(range(id));
    await done(change);
  }

  #store(name) {
    return this.db.transaction(name).objectStore(name);
  }

  async #file({ name, type, iv, sealed }) {
    return new File([await this.seal.open({ iv, sealed })], name, { type });
  }
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("drafts", { keyPath: "id" }).createIndex("owner", "owner");
    request.result.createObjectStore("files", { keyPath: ["id", "name"] });
  };
  return request;
}

function range(id) {
  return IDBKeyRange.bound([id], [id, []]);
}
