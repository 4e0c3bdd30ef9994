"""Jobs of the house itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from yaqaza.core import jobs

SILENT = timedelta(seconds=45)
"""A worker signs every ten seconds; one that did not for this long is gone."""

MOST_ATTEMPTS = 5
"""A job that took its worker with it this often is given up, so that it cannot take the next one too."""


@jobs.job("core.take_up_jobs", every="* * * * *")
def take_up_jobs() -> None:
    """Queue again what a killed worker had begun: every job is safe to run twice."""
    left = ProcrastinateJob.objects.filter(status="doing").filter(
        Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - SILENT)
    )
    for number, attempts in left.values_list("pk", "attempts"):
        if attempts < MOST_ATTEMPTS:
            app.job_manager.retry_job_by_id(number, retry_at=timezone.now())
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number])
