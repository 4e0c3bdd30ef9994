"""The same thing twice, beside named peers.

1. Near-duplicates: every text of the training files, sent on and retyped; pairs found by their bands among all texts, beside
   ``datasketch`` (MinHashLSH over words, 128 permutations) and the same pieces in it. Wrong: a found pair of two different texts.
2. The same situation in other words: scenes held apart and scenes written afterwards (``data/situations_unseen.tsv``),
   beside the overlap of words, the sentence encoder alone (each with the threshold that is best on these very pairs), and
   with the encoder, which the product leaves out.
3. Pictures hashed a second.
Run: ``.venv/bin/python benchmarks/duplicates.py``
"""

from __future__ import annotations

import io
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from rapidfuzz import fuzz  # noqa: E402

from yaqaza.language.duplicates import meaning, pictures, texts, train  # noqa: E402
from yaqaza.language.duplicates.situations import Situation  # noqa: E402
from yaqaza.language.duplicates.weighing import LIKELY, SHOW, compare, weights  # noqa: E402
from yaqaza.language.folding import fold  # noqa: E402
from yaqaza.language.training.examples import slips  # noqa: E402

FILES = ("everyday.tsv", "disasters.tsv")
COPIES = 3
UNSEEN = ROOT / "benchmarks/data/situations_unseen.tsv"

Groups = list[tuple[int, str]]


def copies() -> Groups:
    """Return (which text it is, text): each text and three copies of it as people send it on."""
    random = Random(11)
    folder = ROOT / "src/yaqaza/language/training"
    originals = sorted(
        {line.rpartition("\t")[2] for name in FILES for line in (folder / name).read_text("utf-8").splitlines()}
    )
    found: Groups = []
    for number, text in enumerate(each for each in originals if len(each) > 40):
        found.append((number, text))
        found += [(number, sent_on(text, random)) for _ in range(COPIES)]
    random.shuffle(found)
    return found


def sent_on(text: str, random: Random) -> str:
    """Return a text as it comes back: with slips, decorated, without its end, with a word before it."""
    way = random.randrange(5)
    if way == 0:
        return f"RT @user{random.randrange(999)}: {text} https://example.org/{random.randrange(9999)}"
    if way == 1:
        return slips(text, random)
    if way == 2:
        return f"{random.choice(('شاركوا جزاكم الله خيرا', 'partagez svp', '3afakom partagiw'))} 🙏🙏 {slips(text, random, 0.08)}"
    if way == 3:
        return text[: int(len(text) * 0.8)] + "…"
    return " ".join(text.replace("ة", "ه").replace("أ", "ا").split("، ")).lower()


def score(found: set[tuple[int, int]], groups: Groups) -> str:
    """Return precision, recall and F1 of pairs of positions."""
    of: dict[int, list[int]] = defaultdict(list)
    for place, (number, _) in enumerate(groups):
        of[number].append(place)
    right = {(one, other) for places in of.values() for one in places for other in places if one < other}
    hits = len(found & right)
    precision, recall = hits / max(1, len(found)), hits / len(right)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def ours(groups: Groups) -> set[tuple[int, int]]:
    """Return the pairs that share a band and are alike."""
    signed = [texts.signature(text) for _, text in groups]
    held: dict[int, list[int]] = defaultdict(list)
    found: set[tuple[int, int]] = set()
    for place, signature in enumerate(signed):
        for other in {each for band in texts.bands(signature) for each in held[band]}:
            if texts.likeness(signature, signed[other]) >= texts.SAME:
                found.add((other, place))
        for band in texts.bands(signature):
            held[band].append(place)
    return found


def peer(groups: Groups, pieces: Callable[[str], set[str]], threshold: float) -> set[tuple[int, int]]:
    """Return the pairs that ``datasketch`` finds."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    signed, found = [], set()
    for place, (_, text) in enumerate(groups):
        minhash = MinHash(num_perm=128)
        minhash.update_batch([piece.encode() for piece in pieces(text)])
        for other in index.query(minhash):
            if minhash.jaccard(signed[int(other)]) >= threshold:
                found.add((int(other), place))
        index.insert(str(place), minhash)
        signed.append(minhash)
    return found


def near_duplicates() -> None:
    groups = copies()
    print(f"Near-duplicates: {len(groups)} texts, {COPIES} copies of each")

    def letters(text: str) -> set[str]:
        whole = texts.cleaned(text)
        return {whole[at : at + 5] for at in range(max(1, len(whole) - 4))}

    runs: list[tuple[str, Callable[[], set[tuple[int, int]]]]] = [("ours", lambda: ours(groups))]
    try:
        import datasketch  # noqa: F401

        runs += [
            ("datasketch, words as they stand", lambda: peer(groups, lambda text: set(text.split()), 0.5)),
            ("datasketch, our cleaning and pieces", lambda: peer(groups, letters, texts.SAME)),
        ]
    except ImportError:
        print("  (datasketch is not installed: no peer)")
    for name, run in runs:
        start = time.process_time()
        found = run()
        spent = time.process_time() - start
        print(f"  {name:38} {score(found, groups)}  {len(groups) / spent:8,.0f} texts/s")
    clusters, random, start = texts.Clusters(), Random(5), time.process_time()
    story = groups[0][1]
    for number in range(4000):
        clusters.add(number, sent_on(story, random) if number else story)
    sizes = sorted(clusters.sizes().values())
    print(
        f"  one story shared 4,000 times: largest cluster {sizes[-1]}, {4000 / (time.process_time() - start):,.0f} texts/s"
    )


def best(scores: Sequence[float], same: Sequence[bool]) -> tuple[float, float, float]:
    """Return precision, recall and F1 at the threshold that suits these pairs best."""
    order = sorted(zip(scores, same, strict=True), reverse=True)
    right, most, whole = 0, (0.0, 0.0, 0.0), sum(same)
    for place, (_, good) in enumerate(order, 1):
        right += good
        precision, recall = right / place, right / whole
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        most = max(most, (f1, precision, recall))
    return most[1], most[2], most[0]


def likely(known: dict[train.Telling, Situation], pair: train.Pair) -> float:
    return compare(known[pair.one], known[pair.other]).score


def overlap(pair: train.Pair) -> float:
    return fuzz.token_set_ratio(fold(pair.one.text), fold(pair.other.text))


def situations() -> None:
    every, unseen = train.tellings(), train.tellings(UNSEEN)
    sets = {"scenes held apart": train.halves(every)[1], "scenes written afterwards": train.pairs(unseen, seed=3)}
    known = train.described([pair for pairs in sets.values() for pair in pairs])
    deaf = {telling: replace(situation, meaning=b"") for telling, situation in known.items()}
    by = weights()
    for name, pairs in sets.items():
        hard = [pair for pair in pairs if pair.kind in ("told again", "same scene")]
        for kind, chosen in (("all pairs", pairs), ("hard pairs", hard)):
            same = [pair.same for pair in chosen]
            print(f"The same situation, {name}, {kind}: {len(chosen)} pairs, {sum(same)} the same")

            def cosine(pair: train.Pair) -> float:
                return meaning.alike(known[pair.one].meaning, known[pair.other].meaning) or 0.0

            rows = [
                (f"ours (at {LIKELY})", train.measured(chosen, deaf, by)),
                (f"ours (at {SHOW}: shown to a person)", train.measured(chosen, deaf, by, at=SHOW)),
                (f"ours with the encoder (at {LIKELY})", train.measured(chosen, known, by)),
                ("ours (best threshold)", best([likely(deaf, pair) for pair in chosen], same)),
                ("ours with the encoder (best threshold)", best([likely(known, pair) for pair in chosen], same)),
                ("overlap of words (best threshold)", best([overlap(pair) for pair in chosen], same)),
                ("encoder alone (best threshold)", best([cosine(pair) for pair in chosen], same)),
            ]
            for label, (precision, recall, f1) in rows:
                print(f"  {label:38} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
    listed: list[Situation] = list(known.values())
    start = time.process_time()
    count = sum(1 for one in listed[:60] for other in listed[:60] if compare(one, other).score >= 0)
    print(f"  one comparison: {(time.process_time() - start) / count * 1e6:.0f} µs")


def hashes() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((1600, 1200), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    start, count = time.process_time(), 40
    for _ in range(count):
        pictures.picture_hash(out.getvalue())
    print(f"Pictures of 1600 × 1200: {count / (time.process_time() - start):,.0f} hashed a second")


if __name__ == "__main__":
    near_duplicates()
    situations()
    hashes()
