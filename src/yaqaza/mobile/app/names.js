// Names: who somebody is in the reader's script, and finding them however they are written.
const MARKS = /[\u064b-\u0655\u0670\u0640\u0300-\u036f]/g;
const SAME = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ئ: "ي", ؤ: "و", ة: "ه", گ: "ك", ڤ: "ف" };

export function nameOf(person, language, unnamed) {
  const [first, second] = language.startsWith("ar") ? [person.name_ar, person.name_latin] : [person.name_latin, person.name_ar];
  return first || second || person.description || unnamed;
}

export function folded(text) {
  return [...(text ?? "").normalize("NFD").replace(MARKS, "").toLowerCase()].map((sign) => SAME[sign] ?? sign).join("");
}

// Every word that was written begins a word of the name, the description or the address, or stands in a number.
export function matches(person, words) {
  const held = folded([person.name_ar, person.name_latin, person.description, person.address].join(" ")).split(/[\s،,.-]+/);
  const numbers = (person.phones ?? []).map((number) => number.replace(/\D/g, ""));
  const asked = /^[\d\s+().-]+$/.test(words) ? [words.replace(/\D/g, "")] : folded(words).split(/\s+/);
  return asked.filter(Boolean).every((word) => {
    const plain = word.replace(/^ال/, "");
    const digits = word.replace(/\D/g, "").replace(/^0/, "");
    return held.some((part) => part.startsWith(word) || part.replace(/^ال/, "").startsWith(plain)) || (digits.length > 3 && numbers.some((number) => number.includes(digits)));
  });
}

export function ageOf(person, now = new Date()) {
  const [day, precision] = person.birth ?? ["", "UNKNOWN"];
  if (!day) return null;
  const [year, month, date] = day.split("-").map(Number);
  const passed = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= date);
  return { years: now.getFullYear() - year - (passed ? 0 : 1), about: precision !== "DAY" && precision !== "MONTH" };
}
