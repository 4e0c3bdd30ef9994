// The strip that says since when there is no network, and goes when it is back.
export function attach(element) {
  const since = element.querySelector("[data-since]");
  const tell = () => {
    if (navigator.onLine) return void (element.hidden = true);
    const now = new Date();
    since.textContent ||= [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    element.hidden = false;
  };
  addEventListener("offline", tell);
  addEventListener("online", () => {
    since.textContent = "";
    tell();
  });
  tell();
}
