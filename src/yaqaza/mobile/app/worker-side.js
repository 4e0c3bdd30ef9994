// The page's side of the service worker: it keeps the shell, says when there is a newer one, and syncs while no page is open where the
// browser offers that.
export class Worker {
  constructor(app) {
    this.app = app;
    this.fresh = false;
  }

  async start() {
    if (!navigator.serviceWorker) return;
    const first = !navigator.serviceWorker.controller;
    const registration = await navigator.serviceWorker.register(this.app.told.worker, { scope: this.app.told.app }).catch(() => null);
    if (!registration) return;
    this.registration = registration;
    // At its start nothing was typed yet: a newer shell is taken at once. Later the reader says when.
    if (registration.waiting && !first) this.take();
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming.addEventListener("statechange", () => {
        if (coming.state !== "installed" || !registration.active) return; // the first of all is no newer one
        this.fresh = true;
        this.app.chrome.refresh();
      });
    });
    navigator.serviceWorker.addEventListener("controllerchange", () => this.taking && location.reload());
    navigator.serviceWorker.addEventListener("message", ({ data }) => data === "synced" && this.app.work?.load().then(() => this.app.renew()));
    setInterval(() => registration.update().catch(() => null), 3600_000);
  }

  take() {
    this.taking = true;
    this.registration.waiting?.postMessage("take");
  }

  // Something is to be sent: the browser wakes the worker when there is a network, also when the app is closed.
  later() {
    this.registration?.sync?.register("yaqaza").catch(() => null);
  }

  // The files of the filling of questionnaires, kept from now on.
  async keepForms() {
    (await navigator.serviceWorker?.ready)?.active.postMessage("forms");
  }
}
