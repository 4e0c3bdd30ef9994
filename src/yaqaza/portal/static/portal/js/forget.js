// Removes from this device what was typed in a report that has arrived, was erased, or belongs to a session that ended.
const PREFIX = "yaqaza.draft.portal-";

export function attach() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
