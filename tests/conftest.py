"""The cast and the places that every test may use.

**Amina** works cases in Algiers, **Brahim** supervises the province, **Chafia** works cases in Blida, **Djamel** answers
for a partner hospital, **Duniya** is on duty in the cell of Algiers, **Malika** follows there what is
published, **Farid** goes out with its team; **a citizen** has
no account. None of them exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils.translation.reloader import translation_file_changed

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.core import catalogues, jobs
from yaqaza.language.folding import sort_key
from yaqaza.territory.models import Area, Level


def pytest_configure(config: pytest.Config) -> None:
    """Pages are tried in Arabic: compile the catalogues first (once, not in every worker)."""
    if not hasattr(config, "workerinput") and catalogues.compile_all():
        translation_file_changed(None, Path("django.mo"))  # some were read before they were there


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests() -> None:
    """Fast hashes, plain static files, mail kept in memory."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """Tests hold their one connection themselves: no pool."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Live-server tests empty the tables by TRUNCATE, which the append-only triggers refuse: off here, on in the test of them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%\\_truncate'")
        for trigger, table in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@dataclass(frozen=True)
class Places:
    country: Area
    algiers: Area
    bab_el_oued_district: Area
    bab_el_oued: Area
    casbah: Area
    blida: Area
    blida_commune: Area


def numbers(model: type[Model]) -> Iterator[int]:
    """Yield numbers for rows of ``model`` from its sequence, twenty at a time: paths are made of them before there are rows."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, 20)", [model._meta.db_table]
            )
            yield from [row[0] for row in cursor.fetchall()]


def an_area(pk: int, parent: Area | None, level: Level, code: str, ar: str, fr: str, **more: object) -> Area:
    """Return an area that is not written yet."""
    return Area(
        pk=pk, parent=parent, level=level, country="DZ", code=code, path=f"{parent.path if parent else ''}{pk}.",
        name_ar=ar, name_fr=fr, name_en=fr, sort_ar=sort_key(ar), sort_fr=sort_key(fr), **more,
    )  # fmt: skip


def make_area(parent: Area | None, level: Level, code: str, ar: str, fr: str, **more: object) -> Area:
    area = an_area(next(numbers(Area)), parent, level, code, ar, fr, **more)
    area.save(force_insert=True)
    return area


@pytest.fixture
def places(db) -> Places:
    pk = numbers(Area)
    country = an_area(next(pk), None, Level.COUNTRY, "DZ", "الجزائر", "Algérie")
    algiers = an_area(next(pk), country, Level.PROVINCE, "16", "الجزائر", "Alger")
    district = an_area(next(pk), algiers, Level.DISTRICT, "1602", "باب الوادي", "Bab El Oued")
    blida = an_area(next(pk), country, Level.PROVINCE, "09", "البليدة", "Blida")
    here = Places(
        country=country,
        algiers=algiers,
        bab_el_oued_district=district,
        bab_el_oued=an_area(next(pk), district, Level.COMMUNE, "1605", "باب الوادي", "Bab El Oued"),
        casbah=an_area(next(pk), district, Level.COMMUNE, "1607", "القصبة", "Casbah"),
        blida=blida,
        blida_commune=an_area(next(pk), blida, Level.COMMUNE, "0901", "البليدة", "Blida"),
    )
    Area.objects.bulk_create(vars(here).values())
    return here


@dataclass(frozen=True)
class Houses:
    ministry: Organisation
    directorate: Organisation
    cell: Organisation
    women_space: Organisation
    blida_directorate: Organisation
    hospital: Organisation


def a_house(
    pk: int, parent: Organisation | None, kind: str, code: str, area: Area, ar: str, **more: str
) -> Organisation:
    """Return an organisation that is not written yet."""
    return Organisation(
        pk=pk, parent=parent, kind=kind, code=code, area=area, path=f"{parent.path if parent else ''}{pk}.",
        name_ar=ar, name_fr=code, status=OrganisationStatus.ACTIVE, created_on=date(2020, 1, 1),
        activated_on=date(2020, 1, 1), **more,
    )  # fmt: skip


def make_organisation(
    parent: Organisation | None, kind: str, code: str, area: Area, ar: str, **more: str
) -> Organisation:
    house = a_house(next(numbers(Organisation)), parent, kind, code, area, ar, **more)
    house.save(force_insert=True)
    return house


@pytest.fixture
def houses(places: Places) -> Houses:
    pk, kind, here = numbers(Organisation), OrganisationKind, places.algiers
    ministry = a_house(next(pk), None, kind.MINISTRY, "MSN", places.country, "وزارة التضامن")
    directorate = a_house(next(pk), ministry, kind.DIRECTORATE, "DAS-16", here, "مديرية النشاط الاجتماعي للجزائر")
    complex_ = a_house(next(pk), directorate, kind.COMPLEX, "CPX-16", here, "المركب الاجتماعي")
    known = Houses(
        ministry=ministry,
        directorate=directorate,
        cell=a_house(
            next(pk), directorate, kind.CELL, "CEL-16", here, "خلية اليقظة للجزائر", unit_kind=UnitKind.DUTY_CELL
        ),
        women_space=a_house(
            next(pk), complex_, kind.UNIT, "WOM-16", here, "فضاء النساء", unit_kind=UnitKind.WOMEN_SPACE
        ),
        blida_directorate=a_house(next(pk), ministry, kind.DIRECTORATE, "DAS-09", places.blida, "مديرية البليدة"),
        hospital=a_house(next(pk), None, kind.INSTITUTION, "CHU-16", here, "المستشفى الجامعي"),
    )
    Organisation.objects.bulk_create([complex_, *vars(known).values()])
    return known


@dataclass(frozen=True)
class Cast:
    amina: User
    brahim: User
    chafia: User
    djamel: User
    duniya: User
    malika: User
    farid: User
    head: User  # of the women's space
    programme_head: User
    auditor: User
    administrator: User

    def by_role(self) -> dict[Role, User]:
        return {
            Role.CASE_WORKER: self.amina,
            Role.SUPERVISOR: self.brahim,
            Role.PARTNER_AGENT: self.djamel,
            Role.DUTY_OFFICER: self.duniya,
            Role.MONITOR: self.malika,
            Role.FIELD_WORKER: self.farid,
            Role.CENTRE_HEAD: self.head,
            Role.PROGRAMME_HEAD: self.programme_head,
            Role.AUDITOR: self.auditor,
            Role.ADMINISTRATOR: self.administrator,
        }


PASSWORD = "quiet-harbour-lamp"


def make_user(name: str, ar: str, role: Role, organisation: Organisation, area: Area) -> User:
    user = User.objects.create_user(username=name, password=PASSWORD, name_ar=ar, name_latin=name.title())
    Posting.objects.create(user=user, role=role, organisation=organisation, area=area, starts_on=date(2020, 1, 1))
    return user


@pytest.fixture
def cast(houses: Houses, places: Places) -> Cast:
    pk, password = numbers(User), make_password(PASSWORD)
    postings = []

    def a_user(name: str, ar: str, role: Role, organisation: Organisation, area: Area = places.algiers) -> User:
        user = User(pk=next(pk), username=name, password=password, name_ar=ar, name_latin=name.title())
        postings.append(Posting(user=user, role=role, organisation=organisation, area=area, starts_on=date(2020, 1, 1)))
        return user

    them = Cast(
        amina=a_user("amina", "أمينة", Role.CASE_WORKER, houses.directorate),
        brahim=a_user("brahim", "براهيم", Role.SUPERVISOR, houses.directorate),
        chafia=a_user("chafia", "شافية", Role.CASE_WORKER, houses.blida_directorate, places.blida),
        djamel=a_user("djamel", "جمال", Role.PARTNER_AGENT, houses.hospital),
        duniya=a_user("duniya", "دنيا", Role.DUTY_OFFICER, houses.cell),
        malika=a_user("malika", "مليكة", Role.MONITOR, houses.cell),
        farid=a_user("farid", "فريد", Role.FIELD_WORKER, houses.cell),
        head=a_user("hala", "هالة", Role.CENTRE_HEAD, houses.women_space),
        programme_head=a_user("nadir", "نذير", Role.PROGRAMME_HEAD, houses.ministry, places.country),
        auditor=a_user("samia", "سامية", Role.AUDITOR, houses.ministry, places.country),
        administrator=a_user("yacine", "ياسين", Role.ADMINISTRATOR, houses.ministry, places.country),
    )
    User.objects.bulk_create(vars(them).values())
    Posting.objects.bulk_create(postings)
    return them


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which the user has signed in; pages come in Arabic."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def run_jobs(db) -> Callable[[], list[str]]:
    """Run what is waiting in the queue, here and now, also what that enqueues; return the names in order."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    done: set[int] = set()

    def run() -> list[str]:
        names = []
        while job := ProcrastinateJob.objects.filter(status="todo").exclude(id__in=done).order_by("id").first():
            done.add(job.id)
            names.append(job.task_name)
            jobs.REGISTRY[job.task_name](**job.args)
        return names

    return run
