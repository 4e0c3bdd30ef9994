// What is kept in a browser about people is sealed with AES-GCM, by a key that the server gives to who is signed in. `owner` is a print
// of the key: it says whose something is without saying who that is.
export class Seal {
  // `vault`: the key as the server tells it. null where the browser has no such cryptography (pages that are not https).
  static async from(vault) {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
    const bytes = Uint8Array.from(vault.match(/../g), (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    const print = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 12);
    return new Seal(key, [...print].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  }

  constructor(key, owner) {
    Object.assign(this, { key, owner });
  }

  async bytes(data) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, data) };
  }

  async open({ iv, sealed }) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
  }

  async told(value) {
    return this.bytes(new TextEncoder().encode(JSON.stringify(value)));
  }

  async read(row) {
    return JSON.parse(new TextDecoder().decode(await this.open(row)));
  }
}

export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
