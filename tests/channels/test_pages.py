"""The pages of connectors: who sees which, secrets that are never shown again, and keys that do not go to another address."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.channels.conftest import SECRET
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.channels import actions, wording
from yaqaza.channels.models import Connector, Contact, Message, Template
from yaqaza.channels.states import Health, Kind, Status
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused

pytestmark = pytest.mark.django_db
FIELDS = {
    "name": "بوابة الرسائل", "per_minute": "60", "send_url": "https://gateway.example/send", "send_format": "json", "to_field": "to",
    "text_field": "text", "from_field": "from", "id_field": "id", "check": "hmac", "check_header": "X-Signature",
}  # fmt: skip


@pytest.fixture
def admin(cast, signed_in):
    return signed_in(cast.administrator)


def fill(houses, **more: str) -> dict[str, str]:
    return (
        FIELDS | {"organisation": str(houses.cell.pk), "token": "the-key-of-the-gateway", "check_secret": SECRET} | more
    )


def set_up(admin, houses) -> Connector:
    assert admin.post(reverse("channels:new_of_kind", args=["SMS_HTTP"]), fill(houses)).status_code == 302
    return Connector.objects.get()


def test_a_connector_is_set_up_switched_off_with_its_secrets_encrypted(admin, houses) -> None:
    made = set_up(admin, houses)
    assert (made.enabled, made.state, made.settings["send_url"]) == (
        False,
        Health.UNKNOWN,
        "https://gateway.example/send",
    )
    assert "token" not in made.settings and made.values["token"] == "the-key-of-the-gateway"
    row = Connector.objects.extra(select={"kept": "secrets"}).values("kept").get()  # as the database holds it
    assert SECRET not in row["kept"]
    entry = AuditEntry.objects.get(event="connector.created")
    assert SECRET not in str(entry.details) and "gateway.example" not in str(entry.details)


@pytest.mark.parametrize("page", ["connector", "settings"])
def test_a_secret_is_never_shown_again(admin, houses, page) -> None:
    made = set_up(admin, houses)
    shown = admin.get(reverse(f"channels:{page}", args=[made.uuid])).content.decode()
    assert SECRET not in shown and "the-key-of-the-gateway" not in shown


def test_an_empty_secret_stays_and_a_new_one_takes_its_place(admin, houses) -> None:
    made = set_up(admin, houses)
    address = reverse("channels:settings", args=[made.uuid])
    assert admin.post(address, fill(houses, token="", check_secret="", name="اسم آخر")).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.values["token"], made.values["check_secret"]) == (
        "اسم آخر",
        "the-key-of-the-gateway",
        SECRET,
    )
    assert admin.post(address, fill(houses, token="another", check_secret="")).status_code == 302
    made.refresh_from_db()
    assert made.values["token"] == "another"
    assert AuditEntry.objects.filter(event="connector.changed").latest("id").details["fields"] == ["token"]


def test_kept_keys_do_not_go_to_a_new_address(admin, houses) -> None:
    made = set_up(admin, houses)
    address = reverse("channels:settings", args=[made.uuid])
    stolen = fill(houses, send_url="https://somewhere.else.example/", token="", check_secret="")
    answer = admin.post(address, stolen)
    assert answer.status_code == 422 and "المفاتيح" in answer.content.decode()
    made.refresh_from_db()
    assert made.settings["send_url"] == "https://gateway.example/send"


@pytest.mark.parametrize(
    "url", ["http://gateway.example/", "https://a:b@gateway.example/", "javascript:alert(1)", "https://"]
)
def test_an_address_that_is_not_plain_https_is_refused(admin, houses, url) -> None:
    answer = admin.post(reverse("channels:new_of_kind", args=["SMS_HTTP"]), fill(houses, send_url=url))
    assert answer.status_code == 422 and not Connector.objects.exists()


@pytest.mark.parametrize("kind", ["DEMO", "NOTHING", "sms_http"])
def test_only_kinds_that_are_offered_are_set_up(admin, kind) -> None:
    assert admin.get(reverse("channels:new_of_kind", args=[kind])).status_code == 404


@pytest.mark.parametrize("kind", [kind.value for kind in Kind if kind != Kind.DEMO])
def test_each_kind_has_a_form_that_names_what_is_missing(admin, kind) -> None:
    address = reverse("channels:new_of_kind", args=[kind])
    assert admin.get(address).status_code == 200
    answer = admin.post(address, {"name": ""})
    assert answer.status_code == 422 and answer.context["form"].errors


def test_who_sees_which_connector_and_who_changes_it(connect, houses, cast, signed_in, provider) -> None:
    here = connect(Kind.SMS_HTTP, {"send_url": provider.url}, {"check_secret": SECRET})
    blida = connect(
        Kind.SMS_HTTP, {"send_url": provider.url}, {"check_secret": SECRET}, organisation=houses.blida_directorate
    )
    page = signed_in(cast.duniya).get(reverse("channels:connectors")).content.decode()
    assert str(here.uuid) in page and str(blida.uuid) not in page
    assert signed_in(cast.duniya).get(blida.get_absolute_url()).status_code == 404
    assert signed_in(cast.duniya).post(reverse("channels:switch", args=[here.uuid]), {"on": "0"}).status_code == 403
    with pytest.raises(NotPermitted):
        actions.switch(connector=here, by=cast.duniya, on=False)
    here.refresh_from_db()
    assert here.enabled


def test_a_connector_is_asked_whether_it_works_switched_and_tested(sms, provider, admin, run_jobs) -> None:
    provider.will(401)
    admin.post(reverse("channels:health", args=[sms.uuid]))
    page = admin.get(sms.get_absolute_url()).content.decode()
    assert "المزود يرفض مفتاحنا" in page
    admin.post(reverse("channels:health", args=[sms.uuid]))
    assert admin.post(reverse("channels:test", args=[sms.uuid]), {"address": "not a number"}).status_code == 422
    assert admin.post(reverse("channels:test", args=[sms.uuid]), {"address": "0550 00 12 34"}).status_code == 302
    run_jobs()
    assert (Message.objects.get().status, provider.calls[-1].form["text"]) == (Status.SENT, "رسالة تجريبية من يقظة.")
    assert "550001234" not in admin.get(sms.get_absolute_url()).content.decode().replace(" ", "")
    admin.post(reverse("channels:switch", args=[sms.uuid]), {"on": "0"})
    sms.refresh_from_db()
    assert not sms.enabled and sms.out_health == Health.WORKS


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(connect, provider, admin, django_assert_num_queries, rows) -> None:
    for _row in range(rows):
        connect(Kind.SMS_HTTP, {"send_url": provider.url}, {"check_secret": SECRET})
    with django_assert_num_queries(4):
        admin.get(reverse("channels:connectors"))


def test_the_demonstrations_number_takes_what_a_visitor_writes(connect, cast, signed_in, run_jobs) -> None:
    number = connect(Kind.DEMO, {}, {"key": "k"})
    here = signed_in(cast.duniya)
    address = reverse("channels:demonstration", args=[number.uuid])
    assert here.post(address, {"sender": "0550001234", "text": "طفل في الشارع"}).status_code == 302
    run_jobs()
    assert {message.direction: message.status for message in Message.objects.all()} == {"IN": "", "OUT": "DELIVERED"}
    assert here.post(address, {"sender": "", "text": ""}).status_code == 422


def test_no_other_connector_takes_messages_from_a_page(sms, cast, signed_in) -> None:
    address = reverse("channels:demonstration", args=[sms.uuid])
    assert signed_in(cast.duniya).post(address, {"sender": "0550001234", "text": "x"}).status_code == 404


def test_a_deployments_own_words_stand_before_ours_and_an_empty_field_goes_back(admin) -> None:
    address = reverse("channels:template", args=["WHERE"])
    assert admin.post(address, {"ar": "أين أنتم؟", "fr": ""}).status_code == 302
    assert wording.text("WHERE", "ar") == "أين أنتم؟"
    assert wording.text("WHERE", "fr").startswith("Où se trouve")
    assert "أين أنتم؟" in admin.get(reverse("channels:templates")).content.decode()
    admin.post(address, {"ar": ""})
    assert wording.text("WHERE", "ar").startswith("أين يوجد")
    assert Template.objects.count() == 1
    assert admin.get(reverse("channels:template", args=["NOTHING"])).status_code == 404


def test_only_whoever_reaches_the_whole_country_rewords_what_all_of_it_gets(houses, places, cast, signed_in) -> None:
    local = make_user("local", "محلي", Role.ADMINISTRATOR, houses.blida_directorate, places.blida)
    address = reverse("channels:template", args=["WHERE"])
    here = signed_in(local)
    assert here.post(address, {"ar": "أين أنتم؟"}).status_code == 403
    page = here.get(reverse("channels:templates"))
    assert page.status_code == 200 and address not in page.content.decode()
    with pytest.raises(NotPermitted):
        actions.reword(by=local, code="WHERE", texts={"ar": "أين أنتم؟"})
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("code", "text"), [("RECEIVED", "وصلنا، رمزكم {cod}"), ("RECEIVED", "وصلنا تبليغكم"), ("WHERE", "أين؟ {code}")]
)
def test_words_with_an_unknown_name_or_an_answer_without_the_code_are_refused(admin, code, text) -> None:
    assert admin.post(reverse("channels:template", args=[code]), {"ar": text}).status_code == 422
    assert not Template.objects.exists()


def test_the_trail_says_which_language_changed(admin) -> None:
    admin.post(reverse("channels:template", args=["WHERE"]), {"ar": "أين أنتم؟", "fr": "Où ?"})
    admin.post(reverse("channels:template", args=["WHERE"]), {"ar": "أين أنتم؟", "fr": "Où êtes-vous ?"})
    told = AuditEntry.objects.filter(event="template.changed").order_by("id")
    assert [each.details["language"] for each in told] == ["ar", "fr", "fr"]


def test_no_kept_secret_goes_along_to_another_address(sms, cast) -> None:
    def move(**values: str) -> Connector:
        given = {"send_url": "https://elsewhere.example/", **values}
        return actions.change(
            connector=sms, by=cast.administrator, name="x", organisation=sms.organisation, per_minute=60, values=given
        )

    with pytest.raises(Refused):
        move(check_secret="new")  # the gateway's key, which need not be, is there as well
    assert move(check_secret="new", token="theirs").values["token"] == "theirs"


@pytest.mark.parametrize("field", ["imap_port", "smtp_port", "imap_security", "smtp_security", "smtp_host"])
def test_nor_by_another_port_or_without_its_encryption(connect, cast, field) -> None:
    kept = {
        "address": "a@example.org", "user": "a", "folder": "INBOX", "imap_host": "mail.example.org", "imap_port": "993",
        "imap_security": "tls", "smtp_host": "mail.example.org", "smtp_port": "587", "smtp_security": "starttls",
    }  # fmt: skip
    box = connect(Kind.EMAIL, kept, {"password": "p"})
    other = {"host": "other.example.org", "port": "1234", "security": "none"}[field.split("_")[1]]
    with pytest.raises(Refused):
        actions.change(
            connector=box, by=cast.administrator, name="x", organisation=box.organisation, per_minute=60,
            values=kept | {field: other},
        )  # fmt: skip


@pytest.mark.parametrize("code", wording.ALL)
def test_every_text_is_there_in_each_language_and_filled_in_to_the_end(code) -> None:
    known = wording.ALL[code]
    assert set(known.texts) == {"ar", "fr", "en", "zgh"}
    for language in known.texts:
        full = wording.text(
            code, language, code="ABCD-EFGH", due="21:35", emergency="14", link="https://yaqaza.example/"
        )
        bare = wording.text(code, language)
        assert not set("{}[]") & set(full + bare)
        assert "14" not in bare and ("14" in full) == ("emergency" in known.names)
        assert ("ABCD-EFGH" in full) == ("code" in known.names)


def test_nobody_is_written_to_by_a_connector_that_is_off(sms, cast) -> None:
    actions.switch(connector=sms, by=cast.administrator, on=False)
    sms.refresh_from_db()
    with pytest.raises(Refused):
        actions.test(connector=sms, by=cast.administrator, address="+213550001234", language="ar")
    assert not Message.objects.exists()


def test_a_test_that_failed_and_an_answer_to_stop_are_decided_on_the_connectors_page(
    sms, provider, admin, run_jobs
) -> None:
    admin.post(reverse("channels:test", args=[sms.uuid]), {"address": "0550 00 12 34"})
    provider.will(400)
    run_jobs()
    failed = Message.objects.get()
    assert failed.status == Status.FAILED
    address = reverse("channels:decision", args=[sms.uuid, failed.uuid])
    assert address in admin.get(sms.get_absolute_url()).content.decode()
    assert admin.post(address, {"do": "again"}).status_code == 302
    run_jobs()
    failed.refresh_from_db()
    assert failed.status == Status.SENT
    assert admin.post(address, {"do": "again"}).status_code == 409
    actions.keep(connector=sms, raws=["from=0550001234&text=STOP&id=9"])
    provider.will(400)
    run_jobs()
    told = Message.objects.get(template="STOPPED")
    assert told.status == Status.FAILED
    assert admin.post(reverse("channels:decision", args=[sms.uuid, told.uuid]), {"do": "again"}).status_code == 302
    run_jobs()
    told.refresh_from_db()
    assert told.status == Status.SENT  # the one message that goes to somebody who wants none


def test_what_belongs_to_a_talk_is_not_decided_on_the_connectors_page(sms, admin, signed_in, cast) -> None:
    contact = Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)
    message = actions.order(contact=contact, body="x", key="k", urgent=True)
    Message.objects.update(status=Status.FAILED)
    assert admin.post(reverse("channels:decision", args=[sms.uuid, message.uuid]), {"do": "leave"}).status_code == 404
    with pytest.raises(Refused):
        actions.decide(message=message, by=cast.administrator, what="leave")


@pytest.mark.parametrize(
    "text", ["أين {code", "أين code}", "{{code}}", "رقم {code} [غدا]", "رقم {code} [قبل {due}", "رقم {code} ]{due}["]
)
def test_brackets_that_do_not_pair_are_refused(admin, text) -> None:
    assert admin.post(reverse("channels:template", args=["RECEIVED"]), {"ar": text}).status_code == 422
    assert not Template.objects.exists()


def test_a_mailbox_and_a_bot_that_become_others_are_looked_at_anew(admin, connect, houses, settings) -> None:
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    bot = connect(
        Kind.TELEGRAM, {"way": "ask", "api": "https://api.telegram.org"}, {"token": "1:a"}, cursor={"offset": 7}
    )
    more = {"name": "x", "organisation": houses.cell.pk, "per_minute": "60"}
    values = {"way": "ask", "api": "https://api.telegram.org", "secret": ""}
    admin.post(reverse("channels:settings", args=[bot.uuid]), more | values | {"token": ""})
    bot.refresh_from_db()
    assert (bot.name, bot.cursor) == ("x", {"offset": 7})
    admin.post(reverse("channels:settings", args=[bot.uuid]), more | values | {"token": "2:b"})
    bot.refresh_from_db()
    assert (bot.values["token"], bot.cursor) == ("2:b", {})
