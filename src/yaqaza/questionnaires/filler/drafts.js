// Drafts in the browser: IndexedDB, each sealed with AES-GCM by a key that the server gives to who is signed in and the browser never
// keeps. Clear are only: which form, when, whether it waits to be sent, and whose by a hash of the key.
const NAME = "yaqaza-answers";

export class Drafts {
  // null where the browser has no store or no cryptography (pages that are not https).
  static async open(vault) {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
    const bytes = Uint8Array.from(vault.match(/../g), (pair) => parseInt(pair, 16));
    const drafts = new Drafts();
    try {
      drafts.key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
      const print = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 12);
      drafts.owner = [...print].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
    return Promise.all(mine.map(async (row) => ({ ...row, title: (await this.#unsealed(row)).title })));
  }

  async get(id) {
    const row = await asked(this.#store("drafts").get(id));
    if (!row || row.owner !== this.owner) return null;
    const { files, ...content } = await this.#unsealed(row);
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
      fresh.map(async (file) => ({ id, name: file.name, type: file.type, ...(await this.#sealed(await file.arrayBuffer())) })),
    );
    const text = new TextEncoder().encode(JSON.stringify({ ...rest, files: files.map((file) => file.name) }));
    const row = { id, owner: this.owner, version, form, here, ready, at: Date.now(), ...(await this.#sealed(text)) };
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

  async #sealed(data) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, data) };
  }

  async #unsealed({ iv, sealed }) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed)));
  }

  async #file({ name, type, iv, sealed }) {
    return new File([await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed)], name, { type });
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

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
