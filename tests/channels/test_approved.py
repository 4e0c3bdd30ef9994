"""Templates that WhatsApp approves: written, handed in, fetched, and sent when the window is closed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels import actions, rules, windows
from yaqaza.channels.models import Connector, Contact, Message, ProviderTemplate
from yaqaza.channels.states import Fill, Kind, Reason, Status, TemplateState
from yaqaza.core.refusal import Refused

pytestmark = pytest.mark.django_db
BODY = "السلام عليكم من {{1}}. بخصوص تبليغكم: {{2}}. أجيبونا هنا."


@pytest.fixture
def line(provider, connect) -> Connector:
    provider.usual = {"messages": [{"id": "wamid.OUT"}]}
    values = {"phone_id": "106", "account_id": "777", "api": f"{provider.url}/v23.0"}
    return connect(Kind.WHATSAPP, values, {"token": "EAAG", "app_secret": "s", "verify_token": "v"})


@pytest.fixture
def contact(line) -> Contact:
    long_ago = timezone.now() - timedelta(hours=25)
    return Contact.objects.create(
        connector=line, address="+213550001234", index="i" * 64, language="ar", last_in_at=long_ago
    )


def template(line: Connector, **more) -> ProviderTemplate:
    given = {
        "name": "reply_ar", "language": "ar", "body": BODY, "state": TemplateState.APPROVED, "purpose": windows.ANY,
        "fills": [Fill.ORGANISATION, Fill.WORDS],
    }  # fmt: skip
    return ProviderTemplate.objects.create(connector=line, **given | more)


def order(contact: Contact, **more) -> Message:
    return actions.order(contact=contact, key="k", urgent=True, **{"body": "أين\nهو   الآن؟"} | more)


def page_of(*rows: dict, more: bool = False) -> dict:
    return {"data": list(rows), "paging": {"cursors": {"after": "next"}} | ({"next": "https://graph"} if more else {})}


def remote(name: str, status: str = "APPROVED", language: str = "ar", text: str = "نص", **part) -> dict:
    return {
        "name": name,
        "status": status,
        "language": language,
        "components": [{"type": "BODY", "text": text, **part}],
    }


def test_in_an_open_window_the_words_themselves_go(line, contact, provider) -> None:
    template(line)
    contact.last_in_at = timezone.now() - timedelta(hours=23)
    contact.save()
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.SENT
    assert provider.calls[0].json["type"] == "text" and windows.closed(contact) is None


def test_in_a_closed_window_the_approved_template_goes_filled_in(line, contact, provider) -> None:
    template(line)
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.SENT
    sent = provider.calls[0].json
    assert sent["type"] == "template" and "text" not in sent and "context" not in sent
    values = [line.organisation.name, "أين هو الآن؟"]
    assert sent["template"] == {
        "name": "reply_ar", "language": {"code": "ar"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}],
    }  # fmt: skip
    message.refresh_from_db()
    assert message.sent_as == "reply_ar/ar"
    assert (
        windows.closed(contact).preview("أين هو؟")
        == f"السلام عليكم من {values[0]}. بخصوص تبليغكم: أين هو؟. أجيبونا هنا."
    )


@pytest.mark.parametrize("state", [each for each in TemplateState if each is not TemplateState.APPROVED])
def test_without_an_approved_one_nothing_leaves_and_a_person_decides(line, contact, provider, state) -> None:
    template(line, state=state)
    message = order(contact)
    assert actions.send(message_id=message.pk) is None
    message.refresh_from_db()
    assert (message.status, message.reason, provider.calls) == (Status.FAILED, Reason.WINDOW, [])
    with pytest.raises(Refused):
        rules.check_write(contact)


@pytest.mark.parametrize(
    ("spoken", "code", "name"),
    [
        ("ar", "", "any_ar"), ("fr", "", "any_fr"), ("fr", "WHERE", "any_fr"), ("ar", "WHERE", "where_ar"), ("zgh", "", "any_ar"),
        ("en", "MORE", "any_ar"),
    ],
)  # fmt: skip
def test_the_template_is_in_the_writers_language_and_for_these_words_when_there_is_one(
    line, contact, spoken, code, name
) -> None:
    template(line, name="any_ar")
    template(line, name="any_fr", language="fr", body="Bonjour, {{1}} {{2}}.")
    template(line, name="where_ar", body="أين يوجد الشخص؟", purpose="WHERE", fills=[])
    template(line, name="unused", purpose="")
    contact.language = spoken
    assert windows.closed(contact, code=code).template.name == name


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (131047, Status.FAILED, Reason.WINDOW), (132000, Status.FAILED, Reason.TPL_COUNT), (132001, Status.FAILED, Reason.TPL_MISSING),
        (132005, Status.FAILED, Reason.TPL_FORMAT), (132012, Status.FAILED, Reason.TPL_FORMAT), (132015, Status.FAILED, Reason.TPL_PAUSED),
        (132016, Status.FAILED, Reason.TPL_PAUSED),
    ],
)  # fmt: skip
def test_what_metas_codes_about_templates_mean_is_said_in_a_sentence(
    line, contact, provider, code, outcome, reason
) -> None:
    template(line)
    provider.will(400, {"error": {"code": code}})
    message = order(contact)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason and len(message.why.split()) > 4


def test_states_are_fetched_page_by_page_and_what_is_gone_is_told(line, provider) -> None:
    known, lost = template(line, state=TemplateState.PENDING), template(line, name="lost")
    draft = template(line, name="draft", state=TemplateState.DRAFT)
    provider.will(
        200, page_of(remote("reply_ar", text=BODY), remote("with_picture", format="IMAGE", type="HEADER"), more=True)
    )
    provider.will(200, page_of(remote("theirs", "REJECTED", "en_US")))
    assert actions.fetch_templates(connector=line) is None
    for row in (known, lost, draft):
        row.refresh_from_db()
    assert (known.state, lost.state, draft.state) == ("APPROVED", "GONE", "DRAFT")
    theirs = ProviderTemplate.objects.get(name="theirs")
    assert (theirs.state, theirs.language, theirs.purpose) == ("REJECTED", "en_US", "")
    assert not ProviderTemplate.objects.filter(name="with_picture").exists()
    assert "after=next" in provider.calls[1].path and provider.calls[0].path.startswith("/v23.0/777/message_templates")


def test_one_whose_text_was_changed_there_is_not_used_before_somebody_looked(line, provider) -> None:
    row = template(line)
    provider.will(200, page_of(remote("reply_ar", text="نص آخر {{1}}.")))
    actions.fetch_templates(connector=line)
    row.refresh_from_db()
    assert (row.purpose, row.fills) == ("", [])


def test_a_provider_that_refuses_says_why(line, provider) -> None:
    provider.will(401, {"error": {"code": 190}})
    assert actions.fetch_templates(connector=line) == Reason.ACCESS
    line.settings["account_id"] = ""
    line.save()
    assert actions.fetch_templates(connector=line) == Reason.SETTINGS


def form(**more) -> dict[str, str]:
    return {
        "name": "reply_ar",
        "language": "ar",
        "body": BODY,
        "purpose": "ANY",
        "fill1": "ORGANISATION",
        "fill2": "WORDS",
    } | more


def test_a_template_is_written_handed_in_and_its_text_then_stays(line, provider, cast, signed_in) -> None:
    here = signed_in(cast.administrator)
    assert here.post(reverse("channels:approved_new", args=[line.uuid]), form()).status_code == 302
    row = ProviderTemplate.objects.get()
    assert (row.stands, row.fills) == (TemplateState.DRAFT, ["ORGANISATION", "WORDS"])
    provider.will(200, {"id": "1", "status": "PENDING", "category": "UTILITY"})
    assert here.post(reverse("channels:approved_hand_in", args=[line.uuid, row.uuid])).status_code == 302
    asked = provider.calls[0].json
    assert (asked["name"], asked["language"], asked["category"]) == ("reply_ar", "ar", "UTILITY")
    assert asked["components"][0]["text"] == BODY and len(asked["components"][0]["example"]["body_text"][0]) == 2
    row.refresh_from_db()
    assert row.stands is TemplateState.PENDING
    one = reverse("channels:approved_one", args=[line.uuid, row.uuid])
    assert here.post(one, form(body="آخر {{1}} و{{2}}.", fill1="WORDS", fill2="EMERGENCY")).status_code == 302
    row.refresh_from_db()
    assert (row.body, row.fills) == (BODY, ["WORDS", "EMERGENCY"])
    assert here.post(reverse("channels:approved_hand_in", args=[line.uuid, row.uuid])).status_code == 409
    shown = here.get(reverse("channels:approved", args=[line.uuid])).content.decode()
    assert str(TemplateState.PENDING.label) in shown and "reply_ar" in shown
    provider.will(200, page_of(remote("reply_ar", text=BODY)))
    assert here.post(reverse("channels:approved_fetch", args=[line.uuid])).status_code == 302
    row.refresh_from_db()
    assert row.stands is TemplateState.APPROVED


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "With Spaces"}, {"body": "{{1}} أولا {{2}}."}, {"body": "قفزة {{1}} إلى {{3}}."}, {"body": "ناقص {{1} و{{2}}."},
        {"fill2": ""}, {"fill2": "EMERGENCY"}, {"purpose": "WHERE"}, {"body": "في الآخر {{1}} ثم {{2}}"},
    ],
)  # fmt: skip
def test_a_template_with_a_hole_is_refused(line, cast, signed_in, wrong) -> None:
    answer = signed_in(cast.administrator).post(reverse("channels:approved_new", args=[line.uuid]), form(**wrong))
    assert answer.status_code == 422 and not ProviderTemplate.objects.exists()


def test_the_same_name_in_the_same_language_is_there_once(line, cast, signed_in) -> None:
    template(line)
    address = reverse("channels:approved_new", args=[line.uuid])
    assert signed_in(cast.administrator).post(address, form()).status_code == 422
    assert signed_in(cast.administrator).post(address, form(language="fr")).status_code == 302


def test_other_connectors_have_no_such_page_and_strangers_none_at_all(sms, line, cast, signed_in) -> None:
    here = signed_in(cast.administrator)
    assert here.get(reverse("channels:approved", args=[sms.uuid])).status_code == 404
    assert signed_in(cast.chafia).get(reverse("channels:approved", args=[line.uuid])).status_code in (403, 404)
    assert signed_in(cast.duniya).post(reverse("channels:approved_new", args=[line.uuid]), form()).status_code == 403


def test_the_officer_sees_that_the_window_is_closed_and_what_will_be_sent(
    line, provider, cast, signed_in, run_jobs, places
) -> None:
    from yaqaza.alerts import actions as alerts
    from yaqaza.alerts.models import Alert

    message = {"from": "213550001234", "id": "wamid.1", "type": "text", "text": {"body": "رجل مسن في الشارع"}}
    value = {"metadata": {"phone_number_id": "106"}, "messages": [message]}
    actions.keep(connector=line, raws=[json.dumps({"entry": [{"changes": [{"value": value}]}]})])
    run_jobs()
    alert = Alert.objects.get()
    alerts.read(alert=alert, by=cast.duniya)
    Contact.objects.update(last_in_at=timezone.now() - timedelta(hours=25))
    here, address = signed_in(cast.duniya), reverse("alerts:reply", args=[alert.uuid])
    nothing = here.get(address)
    assert nothing.context["window"].template is None and nothing.context["why_not_write"]
    template(line)
    ready = here.get(f"{address}?template=WHERE")
    assert ready.context["preview"].startswith("السلام عليكم من") and ready.context["preview"] in ready.content.decode()
    key = ready.context["form"].initial["key"]
    too_long = here.post(address, {"text": "ن" * 1020, "key": key, "at_once": "on"})
    assert too_long.status_code == 422
    template(line, name="where_ar", body="أين يوجد الشخص؟", purpose="WHERE", fills=[])
    changed = {"text": "أين هو الآن بالضبط؟", "template": "WHERE", "key": key, "at_once": "on"}
    assert here.post(address, changed).status_code == 302  # no longer the ready words: they must not go in their stead
    run_jobs()
    assert provider.calls[-1].json["type"] == "template"
    panel = here.get(reverse("alerts:talk_panel", args=[alert.uuid])).content.decode()
    assert "reply_ar/ar" in panel
