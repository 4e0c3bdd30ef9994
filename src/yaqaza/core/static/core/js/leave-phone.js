// Signing out on a page signs out of the field app on this device too: the key of what it holds goes first. What was not sent stays,
// sealed, for who did it. Without this, the app itself asks who is signed in before it shows anything.
const PATIENCE = 1500; // milliseconds

export function attach(form) {
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !globalThis.indexedDB) return;
    event.preventDefault();
    await Promise.race([dropped().catch(() => null), new Promise((done) => setTimeout(done, PATIENCE))]);
    form.submit();
  });
}

function dropped() {
  return new Promise((done, failed) => {
    const request = indexedDB.open("yaqaza-field");
    request.onupgradeneeded = () => request.transaction.abort(); // there is none on this device: none is made
    request.onerror = failed;
    request.onsuccess = () => {
      const db = request.result;
      const write = db.transaction("meta", "readwrite");
      write.objectStore("meta").delete("seat");
      write.oncomplete = write.onabort = () => {
        db.close();
        done();
      };
    };
  });
}
