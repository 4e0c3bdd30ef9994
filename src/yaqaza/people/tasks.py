"""Jobs of people."""

from __future__ import annotations

from yaqaza.accounts.models import User
from yaqaza.core.jobs import job
from yaqaza.people.actions import filing, notice_alike
from yaqaza.people.models import Person


@job("people.file_persons", every="23 3 * * *")
def file_persons() -> None:
    """File whom an upgrade or a load left out, and count anew how common the words of names are."""
    filing.file_all()
    filing.write_words()
    filing.count_words()


@job("people.notice_alike")
def look_for_alike(*, person_id: int, by_id: int) -> None:
    """Ask whether somebody recorded without a network is known already."""
    person = Person.objects.get(pk=person_id)
    if person.same_as_id is None:
        notice_alike(person=person, by=User.objects.get(pk=by_id))
