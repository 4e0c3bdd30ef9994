"""Words that are for the machine: who sends one of them and nothing else wants no messages any more, or wants them again.

A word that says anything else in one of our languages is none: «حبس» is also a prison, "fin" is also "where".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaqaza.channels.states import Command, Medium, Writing
from yaqaza.language.folding import fold

W = Writing
SHARED = None
"""Of a word that every language here writes, the language is the one its writer is known by."""

STOP = {
    W.AR: (
        "قف", "قفوا", "توقف", "توقفوا", "أوقف", "أوقفوا", "إيقاف", "إلغاء", "إلغاء الاشتراك", "إيقاف الرسائل", "أوقفوا الرسائل",
        "وقف الرسائل", "لا ترسلوا", "لا ترسلوا لي", "لا أريد رسائل",
        # Darija, in both scripts
        "وقفو", "وقفوا", "حبسو الرسائل", "حبسوا الميساجات", "ماتصيفطوش", "ما تصيفطوش", "ماتصيفطوليش", "ماتبعثوش", "ما تبعثوليش",
        "wa9fo", "wa9fou", "wa9fu", "waqfou", "wakfou", "7absou", "7absou les messages", "habsou les messages", "matsiftouch",
        "ma tsiftouch", "matsiftoulich", "matb3atouch", "ma tab3touch", "matab3toulich",
    ),
    W.FR: (
        "arrêt", "arrêter", "arrêtez", "arrêt sms", "arrêtez les messages", "désabonner", "me désabonner", "désabonnez-moi",
        "désabonnement", "désinscription", "désinscrire", "plus de messages", "plus de sms", "ne plus recevoir",
    ),
    W.EN: ("stop all", "stopall", "stop messages", "unsubscribe", "opt out", "optout", "no more messages"),
    W.ZGH: ("ⴱⴷⴷ",),
    SHARED: ("stop", "stop sms", "/stop"),
}  # fmt: skip
START = {
    W.AR: ("ابدأ", "ابدؤوا", "استئناف", "اشتراك", "bdaw", "ibda2"),
    W.FR: ("reprendre", "reprise", "me réabonner"),
    W.EN: ("unstop", "resume"),
    W.ZGH: ("ⴱⴷⵓ",),
    SHARED: ("start", "/start"),
}
GREETINGS = ("start", "/start")
"""These are said to a machine by whoever never heard of it, too."""

OTHERWISE = ("أبدا", "أبداً", "أبدًا")
"""Says "never", and is spelled as «ابدأ» is by many."""

ONLY = {Medium.SMS: (), Medium.WHATSAPP: (), Medium.TELEGRAM: (), Medium.EMAIL: ("/stop", "/start")}
"""What is no such word by a medium."""

LONGEST = 40
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Said:
    """A command and the language of its word, None for one that every language writes."""

    command: Command
    language: Writing | None
    greeting: bool = False
    pressed: bool = False

    def meant(self, *, opted_out: bool) -> bool:
        """Say whether it is for us: who gets our messages and writes "resume" tells of something else."""
        return self.command == Command.STOP or self.greeting or opted_out

    def answered_in(self, known: Writing | None) -> Writing:
        """Return the language to answer in: the word's own, else the writer's.

        A stranger who wrote in Latin letters gets French; who pressed a button wrote nothing, and gets Arabic.
        """
        return self.language or known or (Writing.AR if self.pressed else Writing.FR)


def _plain(text: str) -> str:
    slash = "/" if text.lstrip().startswith("/") else ""
    return slash + " ".join(_AROUND.sub("", fold(text)).split())


_KNOWN = {
    _plain(word): Said(command, language, word in GREETINGS, word.startswith("/"))
    for command, table in ((Command.STOP, STOP), (Command.START, START))
    for language, words in table.items()
    for word in words
}


def command_of(text: str, medium: Medium) -> Said | None:
    """Return the command that ``text`` is; None for anything that says more."""
    if len(text) > LONGEST or _AROUND.sub("", text) in OTHERWISE:
        return None
    said = _plain(text)
    return None if said in ONLY[medium] else _KNOWN.get(said)
