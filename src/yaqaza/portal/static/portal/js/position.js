// “Where I am now”: the phone is asked once, when the line is chosen, and the answer goes into two hidden fields.
export function attach(element) {
  const line = element.querySelector("[data-needs-phone]");
  const radio = line?.querySelector("input");
  const told = line?.querySelector("[data-position-told]");
  if (!radio || !navigator.geolocation) return;
  const [lon, lat] = ["lon", "lat"].map((name) => element.closest("form").querySelector(`[data-position="${name}"]`));
  line.hidden = false;
  let asked = false;

  function ask() {
    if (!radio.checked || asked || lat.value) return;
    asked = true;
    told.textContent = element.dataset.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        [lon.value, lat.value] = [coords.longitude.toFixed(5), coords.latitude.toFixed(5)];
        told.textContent = element.dataset.found;
      },
      () => {
        asked = false;
        told.textContent = element.dataset.refused;
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  }

  element.addEventListener("change", ask);
  if (!element.matches(".field--error")) ask(); // the page says already what was wrong: once is enough
}
