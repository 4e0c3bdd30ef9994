"""Who may set up a connector or write by it, when a message may go, and the sentence when it may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place, reaches_place_or_house
from yaqaza.channels import network, windows, wording
from yaqaza.channels.connectors import gateway, provider
from yaqaza.channels.connectors.base import Setting
from yaqaza.channels.models import Connector, Contact, Message, OptOut, ProviderTemplate
from yaqaza.channels.states import MOVES, Fill, Kind, Status, TemplateState
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory.queries import country_area

MOST_TRIES = 8
OLDEST = timedelta(days=3)
PAUSE = timedelta(minutes=10)
"""How long a connector that does not work is left alone."""

UNCLEAR_MOST = 3
"""After as many tries in a row of which nobody knows the end, the connector is not working."""

CLAIM = timedelta(minutes=3)
"""Longer than any sending may take: what is still being sent then was cut off."""

LEASE = timedelta(minutes=4)
TEXT_MOST = 2000
ENDPOINT_MOST = 1000


def check_manage(user: User, organisation: Organisation) -> None:
    if not reaches_place_or_house(user, Permission.CHANNEL_MANAGE, area=organisation.area, organisation=organisation):
        raise NotPermitted(_("Your role does not include setting up connectors of this organisation."))


ASKED_ELSEWHERE: list[Callable[[Kind, str], bool]] = []
"""Who above also asks providers what is new, and says of an account whether they do."""


def check_alone(kind: Kind, values: Mapping[str, str]) -> None:
    """Refuse an account that is asked elsewhere already: each would miss what the other was told."""
    account = gateway(kind, values).account
    if account and any(asks(kind, account) for asks in ASKED_ELSEWHERE):
        raise Refused(_("This bot is a source of monitoring, and Telegram tells each message once: make another bot."))


def check_values(kind: Kind, values: Mapping[str, str]) -> None:
    """Refuse settings that miss something or would lead where nothing of ours may go."""
    for each in provider(kind).settings:
        given = values.get(each.name) or each.default
        if each.required and not given:
            raise Refused(_("Something is missing: %(what)s.") % {"what": each.label})
        if each.form == "url" and given and network.why_not_url(given):
            raise Refused(_("“%(what)s” must begin with https:// and hold no password.") % {"what": each.label})


def check_keys_again(connector: Connector, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Refuse to take kept keys to a new address, or by another door of it: whoever changes it must know every one of them."""
    known = provider(connector.type).settings

    def leads(setting: Setting) -> bool:
        return setting.form in ("url", "host") or setting.name.endswith(("port", "security"))

    moved = any(
        leads(each) and (values.get(each.name) or each.default) != (connector.settings.get(each.name) or each.default)
        for each in known
    )
    if moved and any(each.secret and connector.values.get(each.name) and not secrets.get(each.name) for each in known):
        raise Refused(_("The address of the provider changed: enter the keys again."))


def may_reword(user: User) -> bool:
    """Say whether ``user`` may change words that go out in the whole country."""
    return reaches_place(user, Permission.CHANNEL_MANAGE, country_area())


def check_reword(user: User) -> None:
    if not may_reword(user):
        raise NotPermitted(_("These words go out in the whole country, and your posting does not reach all of it."))


def check_texts(code: str, names: Collection[str], texts: Mapping[str, str]) -> None:
    """Refuse words with a name that stands for nothing, and an answer by which nobody can follow their report."""
    for text in filter(str.strip, texts.values()):
        if not _paired(text, "{}") or not _paired(text, "[]"):
            raise Refused(_("A bracket is open or closed without the other, or stands in another of its kind."))
        if bare := [part for part in re.findall(r"\[([^\[\]]*)\]", text) if "{" not in part]:
            raise Refused(_("Nothing is filled in between the brackets of “%(words)s”.") % {"words": bare[0][:40]})
        unknown = [name for name in re.findall(r"\{([^{}]*)\}", text) if name not in names]
        if unknown:
            raise Refused(_("“%(name)s” stands for nothing here.") % {"name": f"{{{unknown[0]}}}"[:40]})
        if code == "RECEIVED" and "{code}" not in text:
            raise Refused(_("Leave “%(name)s” in: without it nobody can follow their report.") % {"name": "{code}"})


def _paired(text: str, pair: str) -> bool:
    """Say whether each bracket is closed before the next one of its kind opens."""
    signs = "".join(sign for sign in text if sign in pair)
    return signs == pair * (len(signs) // 2)


def check_write(contact: Contact, *, notice: bool = False) -> None:
    """Refuse to write to somebody who cannot or does not want to be written to; ``notice`` is the one answer to STOP."""
    if not contact.address:
        raise Refused(_("The person had their address erased: nobody can write to them here."))
    if not notice and opted_out(contact):
        raise Refused(_("The person asked for no more messages. Call them, or wait until they write “start”."))
    if not contact.connector.enabled:
        raise Refused(_("The connector is switched off: nothing goes out by it."))
    window = windows.closed(contact)
    if window and window.template is None and not _has_ready(contact):
        raise Refused(
            _(
                "More than a day since the person last wrote, and the provider approved no template: nothing can be sent until they write."
            )
        )


def _has_ready(contact: Contact) -> bool:
    """Say whether at least ready words can be sent by a template of their own."""
    rows = ProviderTemplate.objects.filter(connector=contact.connector_id, state=TemplateState.APPROVED)
    return rows.exclude(purpose="").exists()


def check_subscription(endpoint: str, p256dh: str, auth: str) -> None:
    """Refuse what no browser gives: an address that may not be called, or keys that are none."""
    from yaqaza.channels.connectors.web_push import why_not_keys  # its library is read only where somebody subscribes

    if len(endpoint) > ENDPOINT_MOST or network.why_not_url(endpoint) or why_not_keys(p256dh, auth):
        raise Refused(_("Your browser gave no address that notifications can be sent to."))


def letters_connector(user: User) -> Connector | None:
    """Return the mailbox from which an officer gets alarms: the nearest one at or above their house, else the first there is."""
    rows = Connector.objects.filter(kind=Kind.EMAIL, enabled=True).select_related("organisation").order_by("id")
    house = user.main_posting.organisation.path if user.main_posting else ""

    def near(connector: Connector) -> int:
        path = connector.organisation.path
        return len(path) if house.startswith(path) else 0

    return max(rows, key=near, default=None)


def check_letters(user: User) -> Connector:
    """Return the mailbox of an officer's alarms; refuse where none is set up, and somebody without an address."""
    connector = letters_connector(user)
    if connector is None:
        raise Refused(_("No mailbox is set up that alarms could be sent from."))
    if not user.email:
        raise Refused(_("Your account has no e-mail address. The administrator of your organisation writes it down."))
    return connector


def check_provider_template(
    connector: Connector,
    name: str,
    language: str,
    body: str,
    purpose: str,
    fills: Sequence[str],
    template: ProviderTemplate | None,
) -> None:
    """Refuse a template that the provider would not take, or that would be sent with a hole in it."""
    if provider(connector.type).window is None:
        raise Refused(_("This connector has no templates of its own."))
    if not re.fullmatch(r"[a-z0-9_]{1,80}", name):
        raise Refused(_("Write the name in small Latin letters, digits and _."))
    count = windows.placeholders(body)
    if count < 0 or re.match(r"\s*\{\{", body) or re.search(r"\}\}\s*$", body):
        raise Refused(
            _("Number the placeholders {{1}}, {{2}}… in a row, with words before the first and after the last.")
        )
    if len(fills) != count:
        raise Refused(_("Say for each placeholder what stands there, and for no other."))
    if len(body) > windows.LONGEST:
        raise Refused(_("Write at most 1,024 signs."))
    if purpose == windows.ANY and Fill.WORDS not in fills:
        raise Refused(_("A template for any words needs a placeholder for what the officer wrote."))
    if purpose != windows.ANY and Fill.WORDS in fills:
        raise Refused(_("Only a template for any words holds what the officer wrote."))
    same = ProviderTemplate.objects.filter(connector=connector, name=name, language=language)
    if (same.exclude(pk=template.pk) if template else same).exists():
        raise Refused(_("There is one of this name in this language already."))


def handed_in_already() -> str:
    return _("The provider has it already. A changed text needs another name.")


def example_words() -> str:
    return _("Where exactly is the person?")


def check_fits(contact: Contact, text: str, code: str) -> None:
    """Refuse words that do not fit into the template that would be sent."""
    window = windows.closed(contact, code=code)
    if window and window.template is None:
        raise Refused(_("The provider takes no free text any more, and approved no template for these words."))
    if window and len(window.preview(text)) > windows.LONGEST:
        raise Refused(_("Shorten it: with the words of the template it may have 1,024 signs."))


def check_words(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write a sentence."))
    if len(text) > TEXT_MOST:
        raise Refused(_("Write at most 2,000 characters."))


def opted_out(contact: Contact) -> bool:
    return contact.pk in opted_out_among([contact])


def opted_out_among(contacts: Sequence[Contact]) -> set[int]:
    """Return the keys of those who want no more messages by the medium at which they are known."""
    known = [contact for contact in contacts if contact.index]
    if not known:
        return set()
    rows = OptOut.objects.filter(
        medium__in={each.connector.medium for each in known}, index__in={each.index for each in known}
    )
    gone = set(rows.values_list("medium", "index"))
    return {each.pk for each in known if (each.connector.medium, each.index) in gone}


def check_again(message: Message) -> None:
    """Refuse to send again what did not fail, or to whom nothing may go."""
    if message.status not in (Status.UNCLEAR, Status.FAILED, Status.STOPPED):
        raise Refused(_("This message needs no decision."))
    check_move(MOVES, message.status, Status.WAITING)
    check_write(message.contact, notice=message.notice)


def check_own(message: Message) -> None:
    """Refuse to decide here what belongs to a talk."""
    if message.template not in wording.BY_ITSELF:
        raise Refused(_("This message belongs to a talk about an alert: it is decided there."))


def check_decide(message: Message, to: Status) -> None:
    if not message.to_decide:
        raise Refused(_("This message needs no decision."))
    check_move(MOVES, message.status, to)


def is_quiet(moment: datetime) -> bool:
    """Say whether people are left in peace at that hour of the country."""
    country = countries.get(settings.COUNTRY)
    hour = moment.astimezone(country.zone).time()
    return hour >= country.quiet_from or hour < country.quiet_until


def may_go_at(moment: datetime, *, urgent: bool) -> datetime:
    """Return when a message that is ready at ``moment`` may go: at once, or when the quiet hours end."""
    if urgent or not is_quiet(moment):
        return moment
    country = countries.get(settings.COUNTRY)
    local = moment.astimezone(country.zone)
    morning = local.replace(hour=country.quiet_until.hour, minute=country.quiet_until.minute, second=0, microsecond=0)
    return morning if local.time() < country.quiet_until else morning + timedelta(days=1)


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after a try that failed: half a minute, then four times as long, at most two hours."""
    return min(timedelta(hours=2), timedelta(seconds=30) * 4 ** max(0, tries - 1))
