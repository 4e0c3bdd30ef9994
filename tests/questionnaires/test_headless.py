"""A client without a page, built on the engine that the filler uses, fills in what the ministry ships and sends it as a phone does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from yaqaza.config import assets
from yaqaza.questionnaires import actions, library
from yaqaza.questionnaires.models import Attachment, Submission

pytestmark = pytest.mark.django_db(transaction=True)
HEADLESS = Path(__file__).parent / "headless"


def run(script: str, *arguments: str) -> list[dict]:
    done = subprocess.run(
        [assets.bun(), str(HEADLESS / script), *arguments], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_form_of_the_ministry_is_filled_in_in_both_languages_and_taken_once_though_sent_twice(
    cast, houses, phone, live_server
) -> None:
    for name in library.NAMES:
        actions.create(
            by=cast.brahim, organisation=houses.directorate, file=library.workbook(name), publish_at_once=True
        )
    told = run("fill.js", f"{live_server.url}/forms/openrosa/key/{phone.key}/")
    both = ("Français (fr)", "العربية (ar)")
    assert sorted((each["form"], each["language"]) for each in told) == sorted(
        (name, language) for name in library.NAMES for language in both
    )
    assert [each for each in told if each["unsaid"]] == []
    rows = Submission.objects.select_related("version__questionnaire")
    assert {(row.version.questionnaire.form_id, row.instance_id) for row in rows} == {
        (each["form"], each["instance"]) for each in told
    }
    assert {row.user for row in rows} == {cast.farid}
    assert not Attachment.objects.filter(file="").exists()
    assert Attachment.objects.count() == sum(each["files"] for each in told)
