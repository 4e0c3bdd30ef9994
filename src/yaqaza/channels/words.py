"""Words that are for the machine: who sends one of them and nothing else wants no messages any more, or wants them again."""

from __future__ import annotations

import re

from yaqaza.channels.states import Command, Medium, Writing
from yaqaza.language.folding import fold

W = Writing
STOP = {
    W.AR: ("قف", "توقف", "أوقف", "أوقفوا", "إيقاف", "إلغاء", "إلغاء الاشتراك", "لا ترسلوا"),
    W.FR: ("arrêt", "arrêter", "arret sms", "désabonner", "désinscription", "désinscrire"),
    W.EN: ("stop", "stop sms", "stop all", "unsubscribe", "/stop"),
    W.ZGH: ("ⴱⴷⴷ",),
}
START = {
    W.AR: ("ابدأ", "استئناف", "اشتراك"),
    W.FR: ("reprendre", "reprise"),
    W.EN: ("start", "unstop", "resume", "/start"),
    W.ZGH: ("ⴱⴷⵓ",),
}
ONLY = {Medium.SMS: (), Medium.WHATSAPP: (), Medium.TELEGRAM: (), Medium.EMAIL: ("/stop", "/start")}
"""What is no such word by a medium."""

_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def _plain(text: str) -> str:
    slash = "/" if text.lstrip().startswith("/") else ""
    return slash + " ".join(_AROUND.sub("", fold(text)).split())


_KNOWN = {
    _plain(word): (command, language)
    for command, table in ((Command.STOP, STOP), (Command.START, START))
    for language, words in table.items()
    for word in words
}


def command_of(text: str, medium: Medium) -> tuple[Command, Writing] | None:
    """Return the command that ``text`` is, with the language it is said in; None for anything that says more."""
    if len(text) > 40:
        return None
    said = _plain(text)
    return None if said in ONLY[medium] else _KNOWN.get(said)
