// The words of the screens in the reader's language: kept by the worker in all of them, so that the language changes without network too.
export class Voice {
  // `told`: "ar /m/app/words/ar.json fr …"; what was spoken last is spoken, at first the first.
  static async load(told) {
    const voice = new Voice();
    const parts = told.split(" ");
    voice.addresses = Object.fromEntries(parts.flatMap((part, at) => (at % 2 ? [] : [[part, parts[at + 1]]])));
    await voice.speak(localStorage.getItem("yaqaza.language") ?? parts[0]);
    return voice;
  }

  get codes() {
    return Object.keys(this.addresses);
  }

  // The language of the reader's pages, until they chose one here.
  async follow(code) {
    if (!localStorage.getItem("yaqaza.chosen") && code !== this.code && this.addresses[code]) await this.speak(code);
  }

  async choose(code) {
    localStorage.setItem("yaqaza.chosen", code);
    await this.speak(code);
  }

  async speak(code) {
    this.code = this.addresses[code] ? code : this.codes[0];
    this.words = await (await fetch(this.addresses[this.code])).json();
    localStorage.setItem("yaqaza.language", this.code);
    Object.assign(document.documentElement, { lang: this.words.lang, dir: this.words.dir });
    document.title = this.say("title");
    this.plural = new Intl.PluralRules(this.code);
  }

  say = (name, values = {}) => filled(this.words.say[name] ?? name, values);

  // "3 acts": Arabic counts in six forms.
  count = (name, n, values = {}) => {
    const forms = this.words.count[name];
    return filled(forms[this.plural.select(n)] ?? forms.other, { n, ...values });
  };

  choice(group, code) {
    return this.words.choices[group].find(([value]) => value === String(code))?.[1] ?? code;
  }

  // Names of places and of kinds of help, in the reader's language.
  of(record) {
    return record ? (this.code === "ar" ? record.ar || record.fr : record.fr || record.ar) : "";
  }

  // A day in few signs, the other way round than a number would be read: "23/11/2026".
  date(moment) {
    return new Intl.DateTimeFormat("fr-u-nu-latn", { day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(moment));
  }

  day(moment = new Date()) {
    return new Intl.DateTimeFormat(`${this.words.lang}-u-nu-latn`, { weekday: "long", day: "numeric", month: "long" }).format(moment);
  }
}

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
