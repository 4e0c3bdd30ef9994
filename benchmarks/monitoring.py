"""Posts into stories: how many a second from source to story, a burst of a million in flat memory, and how well copies are gathered.

    python benchmarks/monitoring.py [--posts 60000] [--burst 1000000] [--keep]

Works in a database of its own (``bench_monitoring``) on the embedded server, with the areas of the country.
1. From source to story (kept with hash and raw, encrypted; read; gathered; ranked), one process: a stream as networks bring it (seven
   posts in ten are shares word for word, two are shares that were cut, decorated or retyped, one is new), and one of new texts alone.
2. A burst: one story a million times among other posts; the memory of the process at each tenth.
3. Copies: each text of hardship of the training files and three copies of it, cut, retyped or decorated; pairs of posts that are in one
   story, beside an exact hash of the words, ``datasketch`` (MinHashLSH over words, 128 permutations) on the same posts.
Goal: 3,000 posts a second a core. A second of this process does not count what PostgreSQL works beside it; both are told.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random

os.environ["YAQAZA_DB_NAME"] = "bench_monitoring"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

import django  # noqa: E402  # after the environment says which database
import psutil  # noqa: E402
from duplicates import Groups, peer, score, sent_on  # noqa: E402

GOAL, AT_ONCE = 3_000, 2_000
TRAINING = ROOT / "src/yaqaza/language/training"


def texts() -> list[str]:
    """Return every text of the training files that has some length, each once, shuffled."""
    found = {
        line.rpartition("\t")[2]
        for path in sorted(TRAINING.glob("*.tsv"))
        if path.name != "situations.tsv"
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    listed = sorted(text for text in found if len(text) > 40)
    Random(1).shuffle(listed)
    return listed


def new_ones(known: Sequence[str], random: Random) -> Iterator[str]:
    """Yield texts that nobody shared before: two halves of different ones."""
    while True:
        one, other = random.choice(known).split(), random.choice(known).split()
        yield " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def stream(known: Sequence[str], random: Random) -> Iterator[str]:
    """Yield what a network brings: mostly shares of what is told just now."""
    fresh, told = new_ones(known, random), list(known[:40])
    while True:
        draw = random.random()
        if draw < 0.1:
            told[random.randrange(len(told))] = text = next(fresh)
        else:
            text = told[int(random.random() ** 2 * len(told))]
            text = sent_on(text, random) if draw < 0.3 else text
        yield text


def of_postgres() -> float:
    """Return the seconds that the server process of our connection has worked."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return spent.user + spent.system


def take(source, posts: Iterator[str], count: int, first: int, *, tell=None) -> tuple[float, float, float]:
    """Keep and gather ``count`` posts; return the seconds on the clock, of this process, and of PostgreSQL's for it."""
    from django.utils import timezone

    from yaqaza.monitoring import actions
    from yaqaza.monitoring.sources.base import Found

    wall, busy, theirs, now = 0.0, 0.0, of_postgres(), timezone.now() - timedelta(minutes=5)
    for start in range(first, first + count, AT_ONCE):
        texts_ = list(islice(posts, min(AT_ONCE, first + count - start)))
        found = [
            Found(
                external_id=str(start + index), text=text, raw=f'{{"id": {start + index}, "text": "{text}", "shares": 3}}',
                published_at=now, url=f"https://posts.example/{start + index}", handle=f"user{index}", name=f"user {index}", reach=4,
            )
            for index, text in enumerate(texts_)
        ]  # fmt: skip
        began, used = time.perf_counter(), time.process_time()
        actions.keep(source=source, posts=found)
        actions.gather(seconds=600)
        wall, busy = wall + time.perf_counter() - began, busy + time.process_time() - used
        if tell:
            tell(start + len(texts_) - first)
    return wall, busy, of_postgres() - theirs


def speed(source, known: Sequence[str], posts: int) -> bool:
    from yaqaza.language import analyse

    began = time.process_time()
    for text in known[:1000]:
        analyse(text, country="DZ")
    print(
        f"beside: the reading of the words alone does {1000 / (time.process_time() - began):,.0f} a second of this process now"
    )
    best = 0.0
    runs = (
        ("stream of a network", stream(known, Random(2)), posts),
        ("new texts alone", new_ones(known, Random(3)), posts // 5),
    )
    first = 0
    for name, texts_, count in runs:
        take(source, texts_, 2 * AT_ONCE, first)  # what is read once in a process, is read
        first += 2 * AT_ONCE
        wall, busy, theirs = take(source, texts_, count, first)
        first += count
        best = max(best, count / busy)
        print(
            f"{name:24} {count:>9,} posts: {count / wall:7,.0f} a second on the clock, {count / busy:7,.0f} a second of this process,"
            f" {count / (busy + theirs):7,.0f} with what PostgreSQL works for it"
        )
    return best >= GOAL


def burst(source, known: Sequence[str], posts: int) -> None:
    from yaqaza.monitoring.models import Post, Story

    process, random = psutil.Process(), Random(4)
    rumour = known[0] + " في بلدية باب الوادي"
    fresh = new_ones(known, random)

    def told() -> Iterator[str]:
        while True:
            draw = random.random()
            yield rumour if draw < 0.9 else sent_on(rumour, random) if draw < 0.98 else next(fresh)

    seen: list[int] = []

    def tell(done: int) -> None:
        if done % max(AT_ONCE, posts // 10) < AT_ONCE:
            seen.append(process.memory_info().rss // 2**20)
            print(f"  {done:>10,} posts: {seen[-1]} MB", flush=True)

    wall, busy, theirs = take(source, told(), posts, 10_000_000, tell=tell)
    largest = Story.objects.order_by("-posts").first()
    print(
        f"a burst of {posts:,}: {posts / wall:,.0f} a second on the clock, {posts / busy:,.0f} of this process,"
        f" {posts / (busy + theirs):,.0f} with what PostgreSQL works for it"
    )
    print(f"  memory {min(seen)}–{max(seen)} MB")
    print(f"  the largest story holds {largest.posts:,} posts, {Post.objects.filter(gathered_at=None).count()} wait")


def copies(source, known: Sequence[str]) -> None:
    from django.conf import settings

    from yaqaza.language import analyse
    from yaqaza.monitoring.models import Post

    random = Random(11)
    asking = [text for text in known if analyse(text, country=settings.COUNTRY).stated][:1500]
    groups: Groups = [(number, text) for number, text in enumerate(asking)]
    groups += [(number, sent_on(text, random)) for number, text in enumerate(asking) for _ in range(3)]
    random.shuffle(groups)
    take(source, iter([text for _number, text in groups]), len(groups), 0)
    story = list(Post.objects.filter(source=source).order_by("id").values_list("story_id", flat=True))
    ours = [[place for place, of in enumerate(story) if of == key] for key in {*story} - {None}]
    print(f"copies: {len(asking):,} texts of hardship, three copies of each; pairs in one story")
    print(f"  {'ours, whole way':38} {score(pairs(ours), groups)}  (left out: {story.count(None)})")
    exact: dict[str, list[int]] = defaultdict(list)
    for place, (_number, text) in enumerate(groups):
        exact[" ".join(text.split())].append(place)
    print(f"  {'exact hash of the words':38} {score(pairs(exact.values()), groups)}")
    try:
        print(
            f"  {'datasketch, words as they stand':38} {score(peer(groups, lambda text: set(text.split()), 0.5), groups)}"
        )
    except ImportError:
        print("  (datasketch is not installed: no peer)")


def pairs(clusters) -> set[tuple[int, int]]:
    return {(one, other) for places in clusters for one in places for other in places if one < other}


def drop() -> None:
    """Remove the benchmark's database."""
    from yaqaza.config import database

    with database.connect("postgres", superuser=True) as server:
        server.execute("DROP DATABASE IF EXISTS bench_monitoring WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(description="Posts into stories.")
    parser.add_argument("--posts", type=int, default=60_000)
    parser.add_argument("--burst", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="leave the database for another look")
    options = parser.parse_args()
    from yaqaza.config import manage, postgres

    postgres.ensure_running()
    drop()
    manage.run(["migrate", "-v0"])
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from yaqaza.accounts.models import Organisation
    from yaqaza.monitoring.models import Source
    from yaqaza.territory.queries import country_area

    call_command("load_areas", verbosity=0)
    area = country_area()
    house = Organisation.objects.create(
        kind="MINISTRY", code="MSN", area=area, name_ar="وزارة", name_fr="Ministère", path="1.", status="ACTIVE", created_on="2020-01-01",
        activated_on="2020-01-01",
    )  # fmt: skip
    known = texts()
    sources = [
        Source.objects.create(kind="FILE", name=name, organisation=house, enabled=True)
        for name in ("copies", "speed", "burst")
    ]
    copies(sources[0], known)
    met = speed(sources[1], known, options.posts)
    if options.burst:
        burst(sources[2], known, options.burst)
    print(f"goal {GOAL:,} posts a second a core in a network's stream: {'met' if met else 'MISSED'}")
    if not options.keep:
        connection.close()
        drop()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
