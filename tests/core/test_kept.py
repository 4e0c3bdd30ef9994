"""What a page keeps for its reader is there again; also what the release before kept, and when two requests overlap."""

from __future__ import annotations

import json
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from yaqaza.core import crypto, kept
from yaqaza.portal import draft

NAME = "a_page_keeps"
PLAIN = ["", "a", 0, 1.5, True, None, [], [1, 2], [None, "x"], [time.time() - 9, "x"], {}, {"until": 1}]
PLAIN += [{"until": 1, "value": 2, "more": 3}, {"until": 1, "value": 2}, [["t", "c", "w", 1.5]] * 2]


@pytest.fixture
def request_(rf, db):
    request = rf.get("/")
    request.session = SessionStore()
    return request


def as_before(session, **values) -> None:
    """Put values into a session as the release before did: encrypted, with nothing said of an end."""
    for name, value in values.items():
        session[name] = crypto.encrypt(json.dumps(value, ensure_ascii=False))
    session.save()


@pytest.mark.parametrize("value", PLAIN)
def test_what_is_kept_is_read_until_it_ends_or_is_dropped(request_, monkeypatch, value) -> None:
    start = time.time()
    kept.keep(request_, NAME, value)
    assert kept.read(request_, NAME) == value
    kept.keep(request_, NAME, value, seconds=60)
    assert kept.read(request_, NAME) == value
    monkeypatch.setattr("time.time", lambda: start + 70)
    assert kept.read(request_, NAME) is None and NAME not in request_.session
    kept.keep(request_, NAME, value)
    kept.drop(request_, NAME)
    assert kept.read(request_, NAME) is None


@pytest.mark.parametrize("value", [value for value in PLAIN if not (isinstance(value, dict) and len(value) == 2)])
def test_what_the_release_before_kept_is_read_as_it_is(request_, value) -> None:
    as_before(request_.session, **{NAME: value})
    assert kept.read(request_, NAME) == value


@pytest.mark.parametrize("reports", [1, 2, 3])
def test_a_report_begun_sent_or_followed_before_the_release_goes_on(client, db, reports) -> None:
    session = client.session
    sent = [[f"token{number}", f"K7PM-{number}QX4", "words", time.time()] for number in range(reports)]
    began = {"token": "t" * 32, "started": time.time(), "answers": {"kind": {"category": "ELDERLY_IN_DANGER"}}}
    as_before(session, **{draft.SENT: sent, draft.DRAFT: began, draft.TRACKING: "K7PM-2QX4"})
    answer = client.get(reverse("portal:report"))
    assert answer.status_code == 200
    request = answer.wsgi_request
    assert draft.current(request).token == began["token"] and "kind" in draft.current(request).answers
    assert [one.code for one in draft.sent_reports(request)] == [code for _token, code, _words, _at in sent]
    assert draft.followed_code(request) == "K7PM-2QX4"
