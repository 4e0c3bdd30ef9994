"""Pairs of names that are and are not one name, as registries and telephones produce them: what the networks learn from."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from yaqaza.language.names import kernel, model, writing
from yaqaza.language.names.train import noise
from yaqaza.language.names.train.build import Spellings
from yaqaza.language.names.train.data import Pair

_TITLES = {
    "ا": ("الحاج", "سي", "لالة", "السيد", "مولاي"),
    "a": ("Mme", "Hadj", "M.", "Si", "Lalla", "El Hadj", "Mr", "Sidi"),
}


class Example(NamedTuple):
    one: str
    other: str
    same: bool
    weight: float = 1.0


def is_latin(name: str) -> bool:
    return name[:1] < "\u0500"


class Writer:
    """Writes names as people do: with what the data knows of spellings, and with slips."""

    def __init__(self, spellings: Spellings, names: list[Pair], seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # repeatable, and no secret
        self.spellings = spellings
        self.parts = [word for pair in names for word in pair[0].split() if len(word) > 2]
        self.latin_parts = [word for pair in names for word in pair[1].split() if len(word) > 2]

    def another_spelling(self, latin: str, arabic: str) -> str:
        """Return the Latin name with words as other people wrote the same Arabic words."""
        words, other = writing.read(latin), writing.read(arabic)
        if len(words) != len(other):
            return noise.respelt(latin, self.chance)
        found = []
        for word, source in zip(words, other, strict=True):
            options = self.spellings.latin.get(source.text)
            if options and word.text in options and self.chance.random() < 0.7:
                found.append(self.chance.choices(list(options), [count**0.5 for count in options.values()])[0])
            elif self.chance.random() < 0.4:
                found.append(noise.respelt(word.text, self.chance))
            else:
                found.append(word.text)
        return " ".join(found)

    def altered(self, name: str, arabic: str) -> tuple[str, bool]:
        """Return the name with at most one change, and whether it lost so much that it may be several people's."""
        roll, words, chance = self.chance.random(), name.split(), self.chance
        several = len(words) > 1
        if roll < 0.46:
            return name, False
        if roll < 0.62:
            return noise.slip(name, chance), False
        if roll < 0.69 and several:
            return " ".join(words[::-1]), False
        if roll < 0.71 and several:
            return " ".join([words[-1], *words[:-1]]), False
        if roll < 0.79 and several:
            gone = chance.randrange(len(words))
            return " ".join(words[:gone] + words[gone + 1 :]), len(writing.read(name)) == 2
        if roll < 0.86 and several:
            return "".join(words), False
        if roll < 0.88 and len(words) > 2:
            at = chance.randrange(len(words) - 1)
            return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]]), False
        if roll < 0.91 and several:
            at = chance.randrange(len(words))
            short = words[at][0] + ("." if chance.random() < 0.5 else "")
            return " ".join([*words[:at], short, *words[at + 1 :]]), len(words) == 2
        if roll < 0.94:
            return f"{chance.choice(_TITLES['a' if is_latin(name) else 'ا'])} {name}", False
        if roll < 0.97 and is_latin(name):
            return noise.arabizi(arabic, name, chance), False
        if several:
            at = chance.randrange(1, len(words) + 1)
            more = chance.choice(self.latin_parts if is_latin(name) else self.parts)
            return " ".join([*words[:at], more, *words[at:]]), False
        return name, False

    def written(self, pair: Pair, latin: bool) -> str:
        """Return a name in one script as somebody else might write it."""
        arabic, name = pair
        if latin:
            return self.another_spelling(name, arabic) if self.chance.random() < 0.3 else name
        if self.chance.random() < 0.12:
            words = arabic.split()
            at = self.chance.randrange(len(words))
            words[at] = (noise.misspelt_arabic(words[at], self.chance) or [words[at]])[0]
            return " ".join(words)
        return arabic


def scripts_of(chance: random.Random) -> tuple[bool, bool]:
    """Return whether each side is Latin: mostly Arabic and Latin."""
    return chance.choices(((False, True), (True, True), (False, False)), (5, 3, 2))[0]


def name_examples(names: list[Pair], writer: Writer, rounds: int) -> list[Example]:
    """Return true pairs, and pairs that share a part, differ in a word or have nothing in common."""
    chance = writer.chance
    keyed = [(pair, frozenset(word.text for word in writing.read(pair[0]))) for pair in names]
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, (_, parts) in enumerate(keyed):
        for part in parts:
            by_word[part].append(number)
    found: list[Example] = []
    for _ in range(rounds):
        for pair, parts in keyed:
            if len(parts) == 1 and chance.random() < 0.6:
                continue
            left, right = scripts_of(chance)
            one = pair[1] if left else pair[0]
            other = writer.another_spelling(pair[1], pair[0]) if left and right else writer.written(pair, right)
            other, poor = writer.altered(other, pair[0])
            if not left and chance.random() < 0.1 and not poor:
                one, poor = writer.altered(one, pair[0])
            found.append(Example(one, other, True, 0.4 if poor else 1.0))
            for _ in range(2):
                stranger = _stranger(keyed, by_word, parts, chance)
                if stranger is None:
                    continue
                wrong, lost = writer.altered(writer.written(stranger, right), stranger[0])
                found.append(Example(one, wrong, False, 0.4 if lost else 0.6))
            mixed = _one_word_changed(pair, right, writer)
            if mixed:
                found.append(Example(one, mixed, False, 0.8))
    return found


def _stranger(
    keyed: list[tuple[Pair, frozenset[str]]],
    by_word: dict[str, list[int]],
    parts: frozenset[str],
    chance: random.Random,
) -> Pair | None:
    """Return another name, most often one with a word in common; never one whose words are all in the other."""
    near = by_word[chance.choice(sorted(parts))]
    number = chance.choice(near) if chance.random() < 0.8 else chance.randrange(len(keyed))
    pair, others = keyed[number]
    return None if others <= parts or parts <= others else pair


def _one_word_changed(pair: Pair, latin: bool, writer: Writer) -> str:
    words = pair[1 if latin else 0].split()
    if len(words) < 2:
        return ""
    at = writer.chance.randrange(len(words))
    if len(words[at]) < 4:
        return ""
    new = writer.chance.choice(writer.latin_parts if latin else writer.parts)
    return "" if new.casefold() == words[at].casefold() else " ".join([*words[:at], new, *words[at + 1 :]])


class Batch:
    """Many names made ready once, and pairs of them scored together."""

    def __init__(self, ready: model.Model) -> None:
        self.model = ready
        self.number: dict[str, int] = {}
        self.prepared: list[model.Prepared] = []

    def add(self, name: str) -> int:
        """Return the number of a name, −1 when nothing of it can be read."""
        if name not in self.number:
            words = writing.read(name)
            self.number[name] = len(self.prepared) if words else -1
            if words:
                self.prepared.append(self.model.prepare(words))
        return self.number[name]

    def features(self, pairs: Iterable[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of each pair, and which scripts meet."""
        numbers = np.array([self.ordered(one, other) for one, other in pairs], np.int32)
        scripts = np.array([np.frombuffer(name.rows, np.int32)[kernel.SCRIPT] for name in self.prepared])
        one, other = scripts[numbers[:, 0]], scripts[numbers[:, 1]]
        kinds = np.where(one != other, kernel.CROSS, np.where(one == kernel.LATIN, kernel.LATINS, kernel.ARABICS))
        return model.features(self.model, self.prepared, numbers), kinds

    def ordered(self, one: str, other: str) -> tuple[int, int]:
        a, b = sorted((one, other), key=lambda name: model.rank(writing.read(name)))
        return self.add(a), self.add(b)


def nearest(names: list[Pair], ready: model.Model, writer: Writer, count: int, pool: int) -> list[Example]:
    """Return the names that the model takes for each name most easily, though they are others'."""
    chance = writer.chance
    parts = [frozenset(word.text for word in writing.read(pair[0])) for pair in names]
    texts: list[str] = []  # four a name: Arabic and Latin, as published and altered
    for pair in names:
        for side in (0, 1):
            changed = writer.altered(pair[side], pair[0])[0] if chance.random() < 0.6 else pair[side]
            texts += [pair[side], changed if writing.read(changed) else pair[side]]
    batch = Batch(ready)
    numbers = [batch.add(text) for text in texts]
    packed = model.packed(batch.prepared)
    order = sorted(batch.number, key=lambda text: model.rank(writing.read(text)))
    place = {batch.number[text]: at for at, text in enumerate(order)}
    found: list[Example] = []
    for number, pair in enumerate(names):
        if number % 3 or (len(parts[number]) == 1 and chance.random() < 0.5):
            continue
        left, right = scripts_of(chance)
        mine = 4 * number + (2 if left else 0)
        rivals = [
            4 * other + (2 if right else 0) + (chance.random() < 0.5)
            for other in chance.sample(range(len(names)), min(pool, len(names)))
            if not (parts[other] <= parts[number] or parts[number] <= parts[other])
            and names[other][1].casefold() != pair[1].casefold()
        ]
        both = [sorted((numbers[mine], numbers[other]), key=place.__getitem__) for other in rivals]
        out = np.zeros(len(both), np.float32)
        kernel.score(
            ready.tables, *packed, np.array(both, np.int32), model.room(), out, model.NO_FEATURES, model.NO_LINKS
        )
        found += [Example(texts[mine], texts[rivals[at]], False, 2.0) for at in np.argsort(-out)[:count]]
    return found


def word_examples(
    names: list[Pair], ready: model.Model, writer: Writer, seed: int
) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return, by which scripts meet, the features of pairs of words, whether they are one, and weights."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, and no secret
    pairs = []
    for arabic, latin in names:
        parts, latin_parts = writing.read(arabic), writing.read(latin)
        if len(parts) == len(latin_parts):
            pairs += [
                (a.text, b.text) for a, b in zip(parts, latin_parts, strict=True) if min(len(a.text), len(b.text)) > 1
            ]
    pairs = [pair for pair in pairs if pair in writer.spellings.pairs]  # without mistakes of the source
    examples: dict[int, list[tuple[str, str, bool, float]]] = defaultdict(list)
    for at, (arabic, latin) in enumerate(pairs):
        other = noise.slip(latin, chance) if chance.random() < 0.2 else latin
        other = noise.arabizi(arabic, other, chance) if chance.random() < 0.05 else other
        examples[kernel.CROSS].append((arabic, other, True, 1.0))
        spelt = writer.another_spelling(latin, arabic)
        spelt = noise.slip(spelt, chance) if chance.random() < 0.25 else spelt
        examples[kernel.LATINS].append((latin, spelt, True, 1.0))
        wrong = (
            noise.slip(arabic, chance)
            if chance.random() < 0.5
            else (noise.misspelt_arabic(arabic, chance) or [arabic])[0]
        )
        examples[kernel.ARABICS].append((arabic, wrong, True, 1.0))
        if at % 6 == 0:  # near neighbours among many, for registries are full of them
            rivals = chance.sample(pairs, min(400, len(pairs)))
            for kind in KINDS_OF_WORDS:
                side = 0 if kind == kernel.ARABICS else 1
                one = latin if kind == kernel.LATINS else arabic
                options = [rival[side] for rival in rivals if rival[0] != arabic and rival[1] != latin]
                features = _word_features(ready, [(one, other) for other in options], kind)
                order = np.argsort(-features[:, 7])
                for number in [*order[:8], *chance.sample(range(len(options)), 4)]:
                    examples[kind].append((one, options[number], False, 1.0))
    found = {}
    for kind, rows in examples.items():
        features = _word_features(ready, [(row[0], row[1]) for row in rows], kind)
        found[kind] = (features, np.array([row[2] for row in rows], float), np.array([row[3] for row in rows]))
    return found


KINDS_OF_WORDS = (kernel.CROSS, kernel.LATINS, kernel.ARABICS)


def _word_features(ready: model.Model, pairs: list[tuple[str, str]], kind: int) -> np.ndarray:
    out = np.zeros((len(pairs), kernel.WORD_FEATURES), np.float32)
    made = {word: ready.prepare(writing.read(word)[:1]) for pair in pairs for word in pair}
    rows = []
    for one, other in pairs:
        both = [made[one], made[other]]
        if kind != kernel.CROSS:
            both.sort(key=lambda word: word.codes)
        rows += both
    kernel.words_alone(ready.tables, *model.packed(rows), kind, model.room(), out)
    return out
