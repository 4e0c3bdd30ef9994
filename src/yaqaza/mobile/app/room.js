// The room that the browser grants to the app: photos need it, what is written next to none.
const LITTLE = 10_000_000; // bytes: some ten photos
const RESERVE = 3_000_000; // bytes that photos leave to what is written
const FULL = 0.8;

export async function room() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { usage, quota, left: quota ? Math.max(0, quota - usage) : Infinity };
}

// Whether a photo of so many bytes fits: sealing and writing it take as much once more.
export async function fits(size) {
  return (await room()).left > 2 * size + RESERVE;
}

// What is said of it, or nothing.
export function warning({ usage, quota, left }, { say, size }) {
  if (left < LITTLE) return say("little_room", { size: `\u2066${size(left)}\u2069` });
  return quota && usage > FULL * quota ? say("nearly_full", { percent: Math.round((100 * usage) / quota) }) : "";
}
