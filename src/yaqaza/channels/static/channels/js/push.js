// Asks the browser for notifications and sends what it gives with the form. Without it, or where a browser has none, the form stays hidden.
export async function attach(form) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const registration = await navigator.serviceWorker.register(form.dataset.worker, { updateViaCache: "none" });
  const existing = await registration.pushManager.getSubscription();
  const on = form.querySelector('[data-do="on"]');
  const off = form.querySelector('[data-do="off"]');
  const refused = form.querySelector("[data-refused]");
  form.hidden = false;
  const here = Boolean(existing) && "here" in form.dataset; // of who is signed in now: another may have asked in this browser before
  on.hidden = here;
  off.hidden = !here;
  refused.hidden = Notification.permission !== "denied";

  function fill(subscription, what) {
    const { endpoint = "", keys = {} } = subscription?.toJSON() ?? {};
    Object.entries({ endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "", do: what }).forEach(([name, value]) => {
      form.elements[name].value = value;
    });
    form.submit();
  }

  on.addEventListener("click", async () => {
    try {
      await navigator.serviceWorker.ready;
      fill(await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.key }), "on");
    } catch {
      refused.hidden = false;
    }
  });
  off.addEventListener("click", async () => {
    await existing?.unsubscribe();
    fill(existing, "off");
  });
}
