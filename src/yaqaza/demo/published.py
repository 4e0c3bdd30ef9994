"""What was published: a rumour of five hundred posts in three wordings and two scripts, other stories, news, and sources of all states."""

from __future__ import annotations

import json
from datetime import timedelta

from yaqaza.channels.states import Health, Reason
from yaqaza.core import bulk
from yaqaza.demo.world import World
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Source
from yaqaza.monitoring.sources.base import Found
from yaqaza.monitoring.states import Kind, WatchKind
from yaqaza.territory.models import Area

RUMOUR_POSTS = 500
RUMOUR = (
    "عاجل: شيخ طاعن في السن بلا مأوى ينام في الشارع قرب محطة الحافلات في بلدية {ar} منذ ثلاثة أيام بدون غطاء ولا طعام، شاركوا",
    "رجل مسن يفترش الرصيف أمام موقف الحافلات ببلدية {ar}، بلا بيت ولا غطاء ولا أكل والبرد قاس، من يعرف من يتكفل به؟",
    "Chikh kbir f 3omro bla dar ra9ed f zen9a 7da la gare routière ta3 {fr} 3ndo 3 ayam bla ghta w bla makla, partagiw 3afakom",
)
SHARE = (0.55, 0.25, 0.2)
OTHERS = (
    "أرملة مع أربعة أطفال في بلدية {ar} قطع عنها الكهرباء وليس لديها ما تطعمهم به، من يستطيع المساعدة؟",
    "Une vieille dame malade vit seule à {fr}, sans médicaments depuis une semaine et personne ne passe la voir",
    "Des familles sinistrées dorment sous des tentes à {fr}, il manque des couvertures et du lait pour les bébés",
    "طفل صغير يتسول وحده كل ليلة أمام المقهى في بلدية {ar}، يبدو عليه أثر الضرب، أين حماية الطفولة؟",
    "مريض بالفشل الكلوي في {ar} لا يجد من ينقله إلى المستشفى لحصة الغسيل",
    "Bint mrida f {fr} khassha dwa w darhom ma 3ndhomch bach yechriw, li ye9der ye3awen",
)
NOISE = (
    "مبروك للمنتخب الوطني الفوز الكبير في مباراة الأمس، جمهور رائع",
    "افتتاح معرض الكتاب يوم السبت القادم بقصر الثقافة، الدخول مجاني",
    "Météo : un temps ensoleillé est attendu demain sur le littoral",
    "وصفة اليوم: طبق الكسكس بالخضر على طريقة الجدة",
    "Les travaux de la nouvelle ligne de tramway avancent bien selon le ministre",
    "شكرا لكل المتطوعين الذين شاركوا في حملة تنظيف الشاطئ",
)


def build(world: World, home: Area) -> int:
    """Add sources, publish, gather, and return how many posts there were. The country is written already: this goes by the actions."""
    archive, feed = _sources(world)
    actions.add_watch(by=world.monitor, kind=WatchKind.PLACE, organisation=world.ministry, area=home)
    actions.add_watch(by=world.monitor, kind=WatchKind.WORDS, organisation=world.ministry, text="دار المسنين")
    communes = world.communes[home.pk] or [home]
    posts = [*_rumour(world, communes[0]), *_others(world), *_noise(world)]
    posts.sort(key=lambda post: post.published_at or world.now)
    actions.keep(source=archive, posts=[post for index, post in enumerate(posts) if index % 5])
    actions.keep(source=feed, posts=posts[::5])
    actions.gather(seconds=600)
    actions.weigh_again()
    actions.tell_of_dead()
    return len(posts)


def _sources(world: World) -> tuple[Source, Source]:
    now = world.now
    common = {"organisation": world.ministry, "enabled": True}
    works = {"health": Health.WORKS, "worked_at": now - timedelta(minutes=2)}
    never = now + timedelta(days=3650)  # the demonstration opens no connection
    made = [
        Source(kind=Kind.FILE, name="أرشيف المنشورات · تجربة", **common, **works, every_minutes=1440, silent_hours=2160),
        Source(
            kind=Kind.FEED, name="أخبار الجهة · تجربة", settings={"url": "https://news.example/feed.xml"}, next_at=never,
            **common, **works,
        ),
        Source(
            kind=Kind.X, name="إكس: بلا مأوى · تجربة", settings={"query": "بلا مأوى -is:retweet", "server": "https://api.x.com"},
            secrets=json.dumps({"token": "demonstration"}), health=Health.TROUBLE, trouble=Reason.ACCESS, next_at=never,
            trouble_since=now - timedelta(hours=3), worked_at=now - timedelta(hours=3), failures=4, **common,
        ),
    ]  # fmt: skip
    bulk.copy(made)
    return made[0], made[1]


def _rumour(world: World, commune: Area) -> list[Found]:
    """It begins slowly, is passed on most in its fifth hour, and has not ended."""
    found = []
    for number in range(RUMOUR_POSTS):
        (wording,) = world.random.choices(RUMOUR, weights=SHARE)
        hours = 9 * (1 - world.random.betavariate(2.2, 2))
        found.append(
            _post(world, f"r{number}", _said(wording, commune), hours, 1 + int(world.random.paretovariate(1.1)))
        )
    return found


def _others(world: World) -> list[Found]:
    found = []
    for number, text in enumerate(OTHERS):
        province = world.some(world.provinces)
        commune = world.some(world.communes[province.pk] or [province])
        copies, hours = world.random.choice((1, 3, 7, 20)), world.random.uniform(1, 40)
        found += [
            _post(
                world,
                f"o{number}-{copy}",
                _said(text, commune),
                hours * world.random.random(),
                world.random.randint(1, 30),
            )
            for copy in range(copies)
        ]
    return found


def _noise(world: World) -> list[Found]:
    return [
        _post(world, f"n{number}", world.some(NOISE), world.random.uniform(0.5, 48), world.random.randint(1, 500))
        for number in range(160)
    ]


def _said(text: str, area: Area) -> str:
    return text.format(ar=area.name_ar, fr=area.name_fr)


def _post(world: World, number: str, text: str, hours: float, reach: int) -> Found:
    handle = f"compte{world.random.randint(1000, 9999)}"
    return Found(
        external_id=number, text=text, raw=json.dumps({"id": number, "text": text}, ensure_ascii=False),
        published_at=world.now - timedelta(hours=hours), url=f"https://posts.example/{number}", handle=handle, name=handle, reach=reach,
    )  # fmt: skip
