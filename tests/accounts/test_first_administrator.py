import pytest
from django.core.management import CommandError, call_command

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.core.models import AuditEntry

PASSWORD = "quiet-harbour-lamp"


@pytest.fixture
def create(monkeypatch):
    def run(name: str = "leila", password: str = PASSWORD) -> None:
        monkeypatch.setenv("YAQAZA_FIRST_PASSWORD", password)
        call_command("first_administrator", name, name_ar="ليلى", ministry_ar="وزارة التضامن", ministry_fr="Ministère")

    return run


def test_on_an_empty_database_somebody_can_begin(places, create, client, capsys):
    create()
    assert "leila can sign in" in capsys.readouterr().out
    answer = client.post("/accounts/login/", {"login": "leila", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    leila = User.objects.get()
    assert leila.may(Permission.USER_MANAGE) and leila.may(Permission.ORGANISATION_MANAGE)
    assert not leila.may(Permission.CASE_VIEW) and not leila.is_superuser
    ministry = Organisation.objects.get()
    assert (ministry.path, ministry.area, ministry.name_ar) == (f"{ministry.pk}.", places.country, "وزارة التضامن")
    assert list(AuditEntry.objects.order_by("id").values_list("event", flat=True)) == [
        "organisation.created", "user.created", "posting.started",
    ]  # fmt: skip


def test_the_first_administrator_creates_the_next_user_on_the_page(places, create, signed_in):
    create()
    page = signed_in(User.objects.get()).get("/organisation/users/new/")
    assert page.status_code == 200


def test_there_is_no_second_first_administrator(cast, create):
    with pytest.raises(CommandError, match="There is an administrator already"):
        create()
    assert not User.objects.filter(username="leila").exists()


def test_when_the_last_administrator_is_gone_the_ministry_stays(cast, houses, create):
    cast.administrator.is_active = False
    cast.administrator.save()
    create()
    assert User.objects.get(username="leila").main_posting.organisation == houses.ministry
    assert Organisation.objects.filter(parent=None, kind="MINISTRY").count() == 1


def test_a_weak_password_a_taken_name_and_missing_areas_are_refused(places, create):
    with pytest.raises(CommandError):
        create(password="leila")
    User.objects.create_user(username="leila", password=PASSWORD, name_ar="…")
    with pytest.raises(CommandError):
        create()
    assert Organisation.objects.count() == 0


def test_without_areas_nothing_is_created(db, create):
    with pytest.raises(CommandError, match="no areas yet"):
        create()
    assert User.objects.count() == 0
