"""What we write to people, by code and language; a deployment's own words (``Template``) stand before these.

``{code}`` tracking code, ``{due}`` until when it is read, ``{emergency}`` the number to call in danger, ``{count}`` how many there are. What stands in brackets is left
out when a name in it stands for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from yaqaza.channels.models import Template
from yaqaza.channels.states import Writing


@dataclass(frozen=True, slots=True)
class Wording:
    code: str
    label: Any
    texts: Mapping[str, str]
    by_hand: bool = False  # officers choose it in a talk
    names: tuple[str, ...] = ()  # what it may hold


ALL = {
    each.code: each
    for each in (
        Wording(
            "RECEIVED", pgettext_lazy("template", "Alert received"), names=("code", "due", "emergency"), texts={
                "ar": "وصلنا تبليغكم ويقرؤه ضابط المداومة قبل {due}. رمز المتابعة: {code}. [عند الخطر اتصلوا بالرقم {emergency}. ]لوقف الرسائل: قف",
                "fr": "Reçu. L'agent de permanence lit votre signalement avant {due}. Code de suivi : {code}. [En cas de danger, appelez le {emergency}. ]Pour ne plus recevoir : ARRET",
                "en": "Received. The duty officer reads your alert before {due}. Tracking code: {code}. [In danger, call {emergency}. ]To stop messages: STOP",
                "zgh": "ⵜⵓⵡⵡⵙⵉ ⵜⴱⵔⴰⵜ ⵏⵏⵓⵏ. ⴰⵏⴳⴰⵍ: {code}. وصلنا تبليغكم ويُقرأ قبل {due}. [عند الخطر: {emergency}. ]لوقف الرسائل: قف",
            },
        ),
        Wording("STOPPED", pgettext_lazy("template", "Messages stopped"), texts={
            "ar": "لن نرسل إليكم رسائل بعد الآن. لاستئنافها أرسلوا: ابدأ",
            "fr": "Nous ne vous écrirons plus. Pour reprendre, envoyez : REPRENDRE",
            "en": "We will not write to you any more. To resume, send: START",
            "zgh": "لن نرسل إليكم رسائل بعد الآن. لاستئنافها أرسلوا: ابدأ",
        }),
        Wording("RESUMED", pgettext_lazy("template", "Messages resumed"), texts={
            "ar": "اكتبوا ما ترونه ومكانه، ويقرؤه ضابط المداومة. لوقف الرسائل: قف",
            "fr": "Écrivez ce que vous voyez et où : l'agent de permanence le lit. Pour ne plus recevoir : ARRET",
            "en": "Write what you see and where: the duty officer reads it. To stop messages: STOP",
            "zgh": "اكتبوا ما ترونه ومكانه، ويقرؤه ضابط المداومة. لوقف الرسائل: قف",
        }),
        Wording("TEST", pgettext_lazy("template", "Test"), texts={
            "ar": "رسالة تجريبية من يقظة.", "fr": "Message d'essai de Yaqaza.", "en": "A test message from Yaqaza.",
            "zgh": "رسالة تجريبية من يقظة.",
        }),
        Wording("NEWS", pgettext_lazy("template", "Notification: something new"), texts={
            "ar": "جديد بخصوص طلبكم. افتحوا صفحة المتابعة.", "fr": "Du nouveau pour votre demande. Ouvrez la page de suivi.",
            "en": "There is a new message about your request. Open the tracking page.", "zgh": "جديد بخصوص طلبكم. افتحوا صفحة المتابعة.",
        }),
        Wording("DANGER", pgettext_lazy("template", "Notification: a life in danger"), texts={
            "ar": "تبليغ عن خطر على حياة ينتظر.", "fr": "Un signalement de danger de mort attend.",
            "en": "A life-threatening alert waits.", "zgh": "تبليغ عن خطر على حياة ينتظر.",
        }),
        Wording("CLOSED", pgettext_lazy("template", "Notification: a way in may be closed"), texts={
            "ar": "قد لا يصلكم ما يرسله الناس: تجربة لم تصل.", "fr": "Une voie d'entrée est peut-être fermée : un essai n'est pas arrivé.",
            "en": "A way in may be closed: a test did not arrive.", "zgh": "قد لا يصلكم ما يرسله الناس: تجربة لم تصل.",
        }),
        Wording("OVERDUE", pgettext_lazy("template", "Notification: a life in danger, and late"), texts={
            "ar": "فات أجل تبليغ عن خطر على حياة ولم يقرر فيه أحد.", "fr": "Un signalement de danger de mort est en retard : personne n'a décidé.",
            "en": "A life-threatening alert is late: nobody has decided.", "zgh": "فات أجل تبليغ عن خطر على حياة ولم يقرر فيه أحد.",
        }),
        Wording("SEVERAL", pgettext_lazy("template", "Notification: several at once"), names=("count",), texts={
            "ar": "إنذارات أخرى في الدقيقة الأخيرة[: {count}]. افتحوا المداومة.", "fr": "Autres alarmes dans la dernière minute[ : {count}]. Ouvrez la permanence.",
            "en": "More alarms within the last minute[: {count}]. Open the desk.", "zgh": "إنذارات أخرى في الدقيقة الأخيرة[: {count}]. افتحوا المداومة.",
        }),
        Wording("LETTERS", pgettext_lazy("template", "Alarms by e-mail: the first letter"), texts={
            "ar": "تصلكم الإنذارات على هذا العنوان. تُوقف من صفحة الإشعارات في حسابكم.", "fr": "Les alarmes arrivent à cette adresse. La page des notifications de votre compte les arrête.",
            "en": "Alarms come to this address. The page of notifications of your account stops them.", "zgh": "تصلكم الإنذارات على هذا العنوان. تُوقف من صفحة الإشعارات في حسابكم.",
        }),
        Wording("ROUTE", pgettext_lazy("template", "Notification: the order of a day changed"), texts={
            "ar": "تغير ترتيب يوم من أيام فرقتكم. افتحوا يومكم.", "fr": "L'ordre d'une journée de votre équipe a changé. Ouvrez votre journée.",
            "en": "The order of a day of your team has changed. Open your day.", "zgh": "تغير ترتيب يوم من أيام فرقتكم. افتحوا يومكم.",
        }),
        Wording("PUSH_TEST", pgettext_lazy("template", "Notification: test"), texts={
            "ar": "الإشعارات تعمل على هذا الجهاز.", "fr": "Les notifications arrivent sur cet appareil.",
            "en": "Notifications arrive on this device.", "zgh": "الإشعارات تعمل على هذا الجهاز.",
        }),
        Wording("WHERE", pgettext_lazy("template", "Ask for the place"), by_hand=True, texts={
            "ar": "أين يوجد الشخص بالضبط؟ اكتبوا البلدية والحي وأقرب معلم.",
            "fr": "Où se trouve exactement la personne ? Écrivez la commune, le quartier et un repère.",
            "en": "Where exactly is the person? Write the commune, the quarter and a landmark.",
            "zgh": "أين يوجد الشخص بالضبط؟ اكتبوا البلدية والحي وأقرب معلم.",
        }),
        Wording("TELEPHONE", pgettext_lazy("template", "Ask for a telephone"), by_hand=True, texts={
            "ar": "على أي رقم نتصل بكم، ومتى؟",
            "fr": "À quel numéro pouvons-nous vous appeler, et quand ?",
            "en": "At which number may we call you, and when?",
            "zgh": "على أي رقم نتصل بكم، ومتى؟",
        }),
        Wording("TEAM", pgettext_lazy("template", "A team is on its way"), by_hand=True, texts={
            "ar": "فرقتنا في الطريق. ابقوا قرب الشخص إن استطعتم[، وعند الخطر اتصلوا بالرقم {emergency}].",
            "fr": "Notre équipe est en route. Restez près de la personne si vous le pouvez[ ; en cas de danger, appelez le {emergency}].",
            "en": "Our team is on its way. Stay near the person if you can[; in danger, call {emergency}].",
            "zgh": "فرقتنا في الطريق. ابقوا قرب الشخص إن استطعتم[، وعند الخطر اتصلوا بالرقم {emergency}].",
        }, names=("emergency",)),
        Wording("MORE", pgettext_lazy("template", "Ask for more"), by_hand=True, texts={
            "ar": "كم عدد الأشخاص، وما أعمارهم، وما الذي ينقصهم الآن؟",
            "fr": "Combien de personnes, de quel âge, et que leur manque-t-il maintenant ?",
            "en": "How many people, of what age, and what do they lack now?",
            "zgh": "كم عدد الأشخاص، وما أعمارهم، وما الذي ينقصهم الآن؟",
        }),
        Wording("PUBLISHED", pgettext_lazy("template", "Write to the author of a post"), names=("code", "link"), texts={
            "ar": "السلام عليكم، معكم خلية اليقظة الاجتماعية. قرأنا منشوركم ونريد أن نساعد. [تابعوا الأمر وأضيفوا المكان ورقم الهاتف، لا يقرؤهما غيرنا: {link} الرمز: {code}. ]لا نطلب مالا ولا كلمة سر.",
            "fr": "Bonjour, ici la cellule de vigilance sociale. Nous avons lu votre publication et voulons aider. [Suivez la demande, ajoutez le lieu et un numéro, lus de nous seuls : {link} code : {code}. ]Nous ne demandons ni argent ni mot de passe.",
            "en": "Hello, this is the social vigilance cell. We read your post and want to help. [Follow it and add the place and a telephone, read by us alone: {link} code: {code}. ]We never ask for money or a password.",
            "zgh": "السلام عليكم، معكم خلية اليقظة الاجتماعية. قرأنا منشوركم ونريد أن نساعد. [تابعوا الأمر وأضيفوا المكان ورقم الهاتف، لا يقرؤهما غيرنا: {link} الرمز: {code}. ]لا نطلب مالا ولا كلمة سر.",
        }),
        Wording("PUBLISHED_OPEN", pgettext_lazy("template", "Answer the author of a post for all to read"), texts={
            "ar": "السلام عليكم، معكم خلية اليقظة الاجتماعية. قرأنا منشوركم ونريد أن نساعد. راسلونا برسالة خاصة، ولا تكتبوا هنا عنوانا ولا رقم هاتف. لا نطلب مالا ولا كلمة سر.",
            "fr": "Bonjour, ici la cellule de vigilance sociale. Nous avons lu votre publication et voulons aider. Écrivez-nous en message privé, et ne donnez ici ni adresse ni numéro. Nous ne demandons ni argent ni mot de passe.",
            "en": "Hello, this is the social vigilance cell. We read your post and want to help. Write to us in a private message, and give no address or telephone here. We never ask for money or a password.",
            "zgh": "السلام عليكم، معكم خلية اليقظة الاجتماعية. قرأنا منشوركم ونريد أن نساعد. راسلونا برسالة خاصة، ولا تكتبوا هنا عنوانا ولا رقم هاتف. لا نطلب مالا ولا كلمة سر.",
        }),
    )
}  # fmt: skip


BY_ITSELF = (
    "STOPPED",
    "RESUMED",
    "TEST",
    "NEWS",
    "DANGER",
    "CLOSED",
    "OVERDUE",
    "SEVERAL",
    "LETTERS",
    "ROUTE",
    "PUSH_TEST",
)
"""What belongs to no talk: answers to a command, and tests."""


def text(code: str, language: str, /, **values: str) -> str:
    """Return the words of ``code`` in ``language``, filled in. A name that stands for nothing is left empty."""
    return filled(code, language, own_words(code), **values)


def own_words(code: str) -> Mapping[str, str]:
    """Return the words of this deployment for ``code``, by language: for ``filled``, which many messages at once are made with."""
    return Template.objects.filter(code=code).values_list("texts", flat=True).first() or {}


def filled(code: str, language: str, own: Mapping[str, str], /, **values: str) -> str:
    """Return what ``text`` does, with words of the deployment that were asked for before."""
    known = ALL[code].texts
    words = own.get(language) or known.get(language) or known[Writing.AR]
    for name in ALL[code].names:
        value, mark = values.get(name, ""), "{" + name + "}"
        if not value:
            words = re.sub(rf"\[[^\[\]]*{re.escape(mark)}[^\[\]]*\]", "", words)
        words = words.replace(mark, value)
    return words.replace("[", "").replace("]", "")


def by_hand(language: str, **values: str) -> list[tuple[str, Any, str]]:
    """Return what an officer may choose in a talk: code, label, words."""
    return [(each.code, each.label, text(each.code, language, **values)) for each in ALL.values() if each.by_hand]
