"""Needs stated in messages: precision, recall and F1 of each, beside a list of words, on texts the weights never learned from.

``benchmarks/data/requests_held_apart.tsv``: what a relief platform and a cell in Morocco receive, in the proportions of life;
``needs_held_apart.tsv``: every kind of hardship in both countries, written to mislead. We wrote and labelled both and kept
them apart from training. Then, where the data is there, the messages of
``../shared/data/text/disaster_response_validation.csv`` (English, CC BY 4.0) that training leaves alone. Only totals are
printed, so that nobody tunes on single texts. Run: ``.venv/bin/python benchmarks/needs.py``
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402

from yaqaza.language import analyse  # noqa: E402
from yaqaza.language.folding import fold  # noqa: E402
from yaqaza.language.model import NEEDS  # noqa: E402
from yaqaza.language.training.examples import Example, read_disaster_response, read_tsv  # noqa: E402
from yaqaza.language.training.learning import Score  # noqa: E402

HELD_APART = {
    "Requests from Morocco": ROOT / "benchmarks/data/requests_held_apart.tsv",
    "Written to mislead": ROOT / "benchmarks/data/needs_held_apart.tsv",
}
MESSAGES = ROOT.parent / "shared/data/text/disaster_response_validation.csv"
GOAL = 0.85
"""F1 of the five on requests from Morocco."""
FIVE = ("FOOD_WATER", "SHELTER", "MEDICAL", "RESCUE", "BLANKETS_CLOTHES")

# The baseline: the beginnings of words by which the queue of alerts guessed needs before.
WORDS = {
    "MEDICAL": "مريض مرض جريح مصاب نزيف طاح سقطت سقط اسعاف طبيب مستشف malade bless tombe medecin hopital ambulance injur wound "
    "sick hospital doctor دواء ادويه انسولين medicament insuline traitement medicine medication",
    "SHELTER": "ماوي العراء الشارع الزنقه اخلاء خيام خيمه expuls tente shelter homeless tent",
    "FOOD_WATER": "جوع جاءع اكل طعام قفه غذاء faim nourriture manger food hungry hunger الماء مياه عطش water thirst",
    "BLANKETS_CLOTHES": "غطاء اغطيه بطاني ملابس البرد couverture vetement froid blanket clothes",
    "RESCUE": "",
    "VIOLENCE": "عنف ضرب اعتداء يضرب تهديد اختطاف تحرش violence battue frapp menac agress abuse",
    "MENTAL_HEALTH": "انتحار اكتءاب نفسي صدمه suicid depress psycholog trauma",
    "DISABILITY": "نظارات سماعه fauteuil prothese wheelchair",
    "MONEY": "بطال معوز فقير ديون chomage dettes pauvre unemployed",
    "EDUCATION": "المدرسه الدراسه تمدرس ecole scolar school",
    "OTHER": "وثاءق papiers",
}
STEMS = [(fold(stem), need) for need, stems in WORDS.items() for stem in stems.split()]
JOINED = ("وال", "بال", "لل", "ال", "و", "ب", "ل")


def by_words(text: str) -> set[str]:
    """Return the needs whose words begin a word of the text."""
    found = set()
    for word in set(fold(text).split()):
        bare = {word, *(word.removeprefix(front) for front in JOINED)}
        found |= {need for stem, need in STEMS if any(each.startswith(stem) for each in bare)}
    return found


def by_analysis(text: str) -> set[str]:
    """Return the needs that the analysis finds stated."""
    return set(analyse(text, country="MA").stated)


def measured(examples: Sequence[Example], answer: Callable[[str], set[str]]) -> dict[str, Score]:
    """Return the score of each need, of the five and of all."""
    scores: dict[str, Score] = {}
    answers = [answer(example.text) for example in examples]
    for need in NEEDS:
        known = [index for index, each in enumerate(examples) if each.known is None or need in each.known]
        if not known:
            continue
        said = np.array([need in answers[index] for index in known])
        true = np.array([need in examples[index].needs for index in known])
        for name in (need, "all needs", *(("the five",) if need in FIVE else ())):
            scores.setdefault(name, Score()).add(said, true)
    return scores


def show(title: str, examples: Sequence[Example]) -> None:
    """Print both sides."""
    ours, theirs = measured(examples, by_analysis), measured(examples, by_words)
    print(
        f"\n{title}: {len(examples)} texts\n{'':18} {'texts':>6}   {'P':>5} {'R':>5} {'F1':>5}   {'words: P':>9} {'R':>5} {'F1':>5}"
    )
    for name in (*(need for need in NEEDS if need in ours), "the five", "all needs"):
        a, b = ours[name], theirs[name]
        print(
            f"{name:18} {a.right + a.missed:6}   {a.precision:5.3f} {a.recall:5.3f} {a.f1:5.3f}"
            f"   {b.precision:9.3f} {b.recall:5.3f} {b.f1:5.3f}"
            + (f"   (goal {GOAL})" if name == "the five" and title.startswith("Requests") else "")
        )


def main() -> None:
    """Print the tables."""
    for title, path in HELD_APART.items():
        examples = read_tsv(path)
        show(title, examples)
        for language in dict.fromkeys(each.language for each in examples):
            some = [each for each in examples if each.language == language]
            scores = measured(some, by_analysis)
            country = "DZ" if language == "arq" else "MA"
            right = sum(analyse(each.text, country=country).languages[:1] == (language,) for each in some)
            print(
                f"{language:4} {len(some):4} texts: F1 of the five {scores['the five'].f1:.3f}, of all "
                f"{scores['all needs'].f1:.3f}; language told {right / len(some):.3f}"
            )
    if MESSAGES.exists():
        show("disaster_response_messages (English)", read_disaster_response(MESSAGES, held_apart=True))
    else:
        print(f"{MESSAGES} is not there: skipped.")


if __name__ == "__main__":
    main()
