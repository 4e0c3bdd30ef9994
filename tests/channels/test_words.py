"""The words that stop and resume messages: whole messages only, in whatever order they come, answered as their writer writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from yaqaza.channels import actions, words
from yaqaza.channels.models import Message, OptOut
from yaqaza.channels.states import Command, Medium

pytestmark = pytest.mark.django_db
SENTENCE = {
    "ar": "رجل مسن بلا مأوى قرب المحطة",
    "fr": "Un vieil homme dort dans la rue près de la gare, il a froid",
    "en": "An old man is lying in the street near the station and he is cold",
    "ary": "rani 7na bla makla w drari y9asiw mel berd",
}


@pytest.fixture
def says(sms, provider, run_jobs):
    """Somebody sends an SMS, at a moment of the gateway's clock, and the jobs run."""

    def say(text: str, *, minutes_ago: int = 0, sender: str = "0550001234") -> None:
        from urllib.parse import urlencode

        at = (timezone.now() - timedelta(minutes=minutes_ago)).isoformat()
        number = str(Message.objects.count() + 1000)
        actions.keep(connector=sms, raws=[urlencode({"from": sender, "text": text, "id": number, "time": at})])
        run_jobs()

    return say


def answers() -> list[tuple[str, str]]:
    return list(
        Message.objects.filter(template__in=("STOPPED", "RESUMED")).order_by("id").values_list("template", "language")
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قف", "ar"), ("قِف.", "ar"), ("أوقفوا الرسائل", "ar"), ("وقفو", "ar"), ("ما تصيفطوش", "ar"), ("wa9fou", "ar"), ("WA9FO!", "ar"),
        ("7absou les messages", "ar"), ("ma tsiftouch", "ar"), ("ARRÊT", "fr"), ("arret", "fr"), ("Désabonnez-moi", "fr"),
        ("plus de SMS.", "fr"), ("Unsubscribe", "en"), ("STOP ALL", "en"), ("no more messages", "en"), ("ⴱⴷⴷ", "zgh"), ("Stop", None),
        ("« STOP »", None),
    ],
)  # fmt: skip
def test_these_stop_messages_in_whatever_case(text, language) -> None:
    said = words.command_of(text, Medium.SMS)
    assert said is not None and (said.command, said.language) == (Command.STOP, language)


@pytest.mark.parametrize(
    "text",
    [
        "حبس", "7bes", "fin", "Fin ?", "baraka", "stop العنف", "قف هنا أمام المسجد", "il faut arrêter ça", "أبدا", "أبداً", "arrêt de bus",
        "please stop him", "", "🛑", "stop stop stop, il la frappe",
    ],
)  # fmt: skip
def test_what_says_something_else_or_something_more_is_a_message(text) -> None:
    assert words.command_of(text, Medium.SMS) is None


@pytest.mark.parametrize(("known", "language"), [("ar", "ar"), ("fr", "fr"), ("en", "en"), ("ary", "ar")])
def test_a_word_of_all_languages_is_answered_in_the_one_its_writer_wrote_before(says, known, language) -> None:
    says(SENTENCE[known], minutes_ago=3)
    says("STOP", minutes_ago=2)
    says("Start", minutes_ago=1)
    assert answers() == [("STOPPED", language), ("RESUMED", language)]
    assert Message.objects.filter(direction="IN").last().contact.language == language


def test_a_word_of_one_language_is_answered_in_it(says) -> None:
    says(SENTENCE["ar"], minutes_ago=2)
    says("désabonner", minutes_ago=1)
    assert answers() == [("STOPPED", "fr")]


def test_a_stop_that_comes_after_the_start_that_was_written_later_changes_nothing(says) -> None:
    says(SENTENCE["fr"], minutes_ago=4)
    says("start", minutes_ago=1)
    says("stop", minutes_ago=2)  # on its way for longer
    assert not OptOut.objects.exists() and answers() == [("RESUMED", "fr")]


def test_a_start_that_comes_after_the_stop_that_was_written_later_changes_nothing(says) -> None:
    says("stop", minutes_ago=1)
    says("start", minutes_ago=2)
    assert OptOut.objects.count() == 1 and answers() == [("STOPPED", "fr")]


def test_resume_is_a_message_from_whoever_never_stopped_and_a_command_from_whoever_did(says) -> None:
    says("reprendre", minutes_ago=3)
    assert Message.objects.get(direction="IN").command == "" and not answers()
    says("stop", minutes_ago=2)
    says("reprendre", minutes_ago=1)
    assert [row[0] for row in answers()] == ["STOPPED", "RESUMED"] and not OptOut.objects.exists()
