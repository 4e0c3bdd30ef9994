"""Jobs of monitoring, by name."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from yaqaza.core import jobs
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.sources import provider


@jobs.job("monitoring.fetch", retries=1)
def fetch(source_id: int) -> None:
    """Ask one source for what is new; the source itself knows when to be asked again."""
    actions.fetch(source_id=source_id)


@jobs.job("monitoring.fetch_all", every="* * * * *")
def fetch_all() -> None:
    """Queue a question to each source whose time has come, and take up what was cut off."""
    now = timezone.now()
    for source in Source.objects.filter(Q(next_at=None) | Q(next_at__lte=now), enabled=True).only("pk", "kind"):
        if provider(source.type).asks:
            jobs.enqueue("monitoring.fetch", once=f"monitoring.fetch:{source.pk}", source_id=source.pk)
    for pk in actions.running(now - timedelta(minutes=2)):
        jobs.enqueue("monitoring.read_file", once=f"monitoring.read_file:{pk}", file_id=pk)
    if Post.objects.filter(gathered_at=None).exists():
        jobs.enqueue("monitoring.gather", once="monitoring.gather")


@jobs.job("monitoring.take_waiting", every="* * * * *")
def take_waiting() -> None:
    """Take in the calls that came while the database was away."""
    actions.take_waiting()


@jobs.job("monitoring.gather")
def gather() -> None:
    """Gather what waits into stories."""
    actions.gather()


@jobs.job("monitoring.weigh")
def weigh(story_ids: list[int]) -> None:
    """Look whether alerts tell of these stories already."""
    actions.weigh(story_ids=story_ids)


@jobs.job("monitoring.weigh_again", every="*/10 * * * *")
def weigh_again() -> None:
    """Look again for the foremost stories."""
    actions.weigh_again()


@jobs.job("monitoring.read_file")
def read_file(file_id: int) -> None:
    """Take in the rows of a file, a slice of time after another."""
    if not actions.read_file(file_id=file_id):
        jobs.enqueue("monitoring.read_file", file_id=file_id)


@jobs.job("monitoring.watch_over", every="*/5 * * * *")
def watch_over() -> None:
    """Note which sources died or fell silent."""
    actions.tell_of_dead()


@jobs.job("monitoring.forget", every="20 3 * * *")
def forget() -> None:
    """Strip what nobody accepted in time, and delete files that were read."""
    actions.strip_old()
    actions.forget_files()


@jobs.job("monitoring.forget_authors")
def forget_authors(alert_id: int) -> None:
    """Erase the authors of the posts of an alert whose reporter asked for it."""
    actions.forget_authors(alert_id=alert_id)
