// Who may be met again: those whom the team met in the last weeks, near a stop first, as far as the phone may hold them.
const WEEKS = 8;
const NEAR = 1500; // metres
const MOST = 40;
const EARTH = 6_371_000; // metres

// `stop`: where one stands now, or nothing; answers {near, others}: [{person, at}], those met last before the rest.
export function known(work, round, stop, now = Date.now()) {
  const last = new Map();
  const seen = (uuid, at, position) => {
    const before = last.get(uuid);
    if (uuid && (!before || before.at < at)) last.set(uuid, { at, position: position ?? before?.position });
  };
  const places = new Map(work.of("round").flatMap((each) => each.stops.map((one) => [one.uuid, one.position])));
  for (const person of work.of("person")) if (person.met) seen(person.uuid, person.met.at, person.met.position);
  for (const met of [...work.of("encounter").filter((each) => !each.taken_back), ...work.encounters(round)]) seen(met.person, met.at, places.get(met.stop));
  const since = new Date(now - WEEKS * 7 * 864e5).toISOString();
  const found = [...last].map(([uuid, { at, position }]) => ({ person: work.person(uuid), at, metres: between(position, stop?.position) }))
    .filter(({ person, at }) => person && !person.died && new Date(at).toISOString() > since)
    .sort((one, other) => (one.at < other.at ? 1 : -1));
  const near = found.filter(({ metres }) => metres <= NEAR);
  return { near: near.slice(0, MOST), others: found.filter((each) => !near.includes(each)).slice(0, MOST) };
}

// Metres between two positions [lon, lat] of one town; so far that it is never near where one is not known.
export function between(one, other) {
  if (!one || !other) return Infinity;
  const rad = Math.PI / 180;
  const x = (other[0] - one[0]) * rad * Math.cos(((one[1] + other[1]) / 2) * rad);
  return EARTH * Math.hypot(x, (other[1] - one[1]) * rad);
}
