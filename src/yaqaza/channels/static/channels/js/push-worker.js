// Shows what our server says, which is never anything of a person or a report, and opens the page it leads to.
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  if (said.until && Date.now() > said.until * 1000) return; // it came late: it would call people to what is over
  const options = { body: said.body ?? "", tag: said.tag ?? "", data: { url: said.url ?? "/" }, dir: "auto", renotify: Boolean(said.tag) };
  event.waitUntil(self.registration.showNotification(said.title ?? "يقظة", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
