"""What teams would have answered: of each questionnaire, replies that agree with themselves and with the file they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from yaqaza.cases.models import Case
from yaqaza.demo import texts
from yaqaza.demo.world import World
from yaqaza.people.models import HouseholdMember, Person

Reply = dict[str, Any]
SCALE = ("safety", "shelter", "food", "income", "health", "autonomy", "ties", "rights")
HOMES = (
    (
        "tenant",
        "worn",
        "water power",
        "غرفتان في الطابق الأرضي، والرطوبة ظاهرة على الجدران.",
        "odd_jobs",
        18,
        "عمل يومي متقطع في البناء، لا يزيد عن ثلاثة أيام في الأسبوع.",
        "food",
        "FOOD_WATER MONEY",
        "الدخل لا يكفي الكراء والأكل معا. نقترح قفة شهرية ومرافقة نحو عمل قار.",
    ),
    (
        "hosted",
        "good",
        "water power gas sewer",
        "تقيم الأسرة عند الأخ الأكبر في غرفة واحدة منذ الربيع.",
        "relatives",
        0,
        "يعيشون مما يعطيه الأقارب.",
        "nothing",
        "HOUSING WORK",
        "الإقامة عند الأخ مؤقتة وقد بدأ الضيق يظهر. نقترح ملف سكن وتكوينا قصيرا.",
    ),
    (
        "precarious",
        "unsafe",
        "power",
        "بيت من قصدير وطوب، وسقفه يقطر عند المطر.",
        "pension",
        12,
        "معاش واحد يصرف أكثره في الدواء.",
        "care food",
        "HOUSING MEDICAL BLANKETS_CLOTHES",
        "البيت غير آمن في الشتاء. نقترح إصلاح السقف قبل الأمطار ومتابعة طبية في البيت.",
    ),
)
STREET = (
    (
        "alone",
        "years",
        "family work",
        "lost",
        "broken",
        "chronic",
        "يسعل منذ أسابيع ويرفض المستشفى.",
        "meal blanket",
        "refused",
        "يقول إن أغراضه سُرقت في المأوى من قبل.",
        "MEDICAL SHELTER",
        "تقبل الحديث بعد الوجبة. نعود إليه بالطبيب في الجولة المقبلة.",
    ),
    (
        "alone",
        "months",
        "housing",
        "yes",
        "rare",
        "good",
        "",
        "meal water",
        "accepted",
        "",
        "SHELTER WORK",
        "كان يكتري غرفة ثم عجز عن ثمنها. له حرفة في النجارة ويريد العمل.",
    ),
)
FOLLOWED = (
    ("home", "3", "better", "papers care", "delay", "استلمت الوثائق ولم يبق إلا موعد المستشفى.", "MEDICAL", "again"),
    (
        "phone",
        "2",
        "same",
        "nothing",
        "money distance",
        "ما تغير شيء، والنقل إلى المركز غال علينا.",
        "MONEY FOOD_WATER",
        "plan",
    ),
    (
        "office",
        "4",
        "better",
        "work school",
        "nothing",
        "بدأت العمل هذا الشهر والأولاد كلهم في المدرسة.",
        "OTHER",
        "again",
    ),
)
PROJECTS = (
    (
        "ورشة خياطة",
        "craft",
        "running",
        46,
        28,
        1,
        "some",
        "on_time",
        "works",
        "supply",
        "market",
        "better",
        "طلبيات المدارس تكفي إلى آخر السنة.",
    ),
    (
        "تربية نحل",
        "farming",
        "slow",
        21,
        17,
        1,
        "no",
        "late",
        "works",
        "market cash",
        "market accounts",
        "same",
        "الموسم كان ضعيفا بسبب الجفاف.",
    ),
    (
        "مخبزة منزلية",
        "food",
        "running",
        38,
        22,
        2,
        "yes",
        "on_time",
        "works",
        "premises",
        "funding",
        "better",
        "المحل ضيق وتريد كراء أوسع منه.",
    ),
)
HOUSE_ROUNDS = (
    ("evening", 42, 42, 3, {}, "الكل حاضر، والعشاء قُدم في وقته."),
    ("night", 42, 41, 2, {"heating": "fix"}, "مدفأة الجناح الثاني ضعيفة، وأُخبر مسؤول الصيانة."),
    ("morning", 42, 42, 4, {"exits": "fix"}, "باب النجدة الخلفي يفتح بصعوبة."),
)
TALKS = (
    (
        "الدخول المدرسي",
        "women",
        "education",
        "ثمن الأدوات والنقل يجعل الأسر تؤخر الدخول.",
        "ابنتي بقيت في البيت شهرا لأن الحافلة لا تمر.",
        "most",
        "حافلة للتلاميذ ومنحة مبكرة للأدوات.",
        "حديث هادئ، وشاركت فيه كل الحاضرات.",
    ),
    (
        "السكن الهش",
        "mixed",
        "housing",
        "الترميم يبدأ ولا ينتهي، والكراء ارتفع.",
        "نخاف من المطر أكثر من البرد.",
        "all",
        "برنامج ترميم صغير قبل الشتاء.",
        "كان في البداية توتر ثم هدأ.",
    ),
    (
        "العمل والتكوين",
        "youth",
        "work",
        "التكوين موجود لكنه بعيد ولا يؤدي إلى عمل.",
        "عندي شهادتان ولم يتصل بي أحد.",
        "some",
        "تكوين في البلدية نفسها مع ورشات تشغل.",
        "حماس كبير وأفكار عملية.",
    ),
)


def suits(form: str, case: Case) -> bool:
    """Say whether a team would fill in this form about this file."""
    if form == "family_investigation":
        return case.household_id is not None
    who = case.person
    if form == "street_investigation":
        return who is not None and who.lives_outside and who.sex == "MALE"  # as the replies speak of them
    if form == "activity_visit":
        born = who.birth_date if who is not None and not who.lives_outside else None
        return born is not None and 20 <= date.today().year - born.year < 60
    return form in ("vulnerability_assessment", "follow_up_visit")


def of(world: World, form: str, turn: int, case: Case | None) -> Reply:
    """Return the answers to a form by the name of the question; a list of replies is a repeat. What is not there was not asked."""
    reply = MAKERS[form](world, turn, case)
    number = case.number if case is not None else ""
    return reply | {"file_number": number, "subject": number}


def _day(world: World) -> date:
    return (world.now - timedelta(days=world.random.randint(1, 30))).date()


def _money(world: World, thousands: int) -> int:
    """A sum of thousands of dinars; a dirham is worth some ten of them."""
    return thousands * (1000 if world.country == "DZ" else 100)


def _age(who: Person, on: date) -> str:
    return (
        str(on.year - who.birth_date.year - ((on.month, on.day) < (who.birth_date.month, who.birth_date.day)))
        if who.birth_date
        else ""
    )


def _family(world: World, turn: int, case: Case | None) -> Reply:
    told, day = HOMES[turn % len(HOMES)], _day(world)
    tenure, state, networks, housing, source, income, income_note, aid, needs, opinion = told
    reply = {
        "visit_date": day, "outcome": "met", "consent": "yes", "tenure": tenure, "housing_state": state, "rooms": 2 if turn % 2 else 1,
        "networks": networks, "housing_note": housing, "income_source": source, "income_month": _money(world, income),
        "income_note": income_note, "aid_received": aid, "needs": needs, "danger": "no", "opinion": opinion,
    }  # fmt: skip
    if case is None or case.household is None:
        return reply
    rows = (
        HouseholdMember.objects.filter(household=case.household, until_on=None).select_related("person").order_by("id")
    )
    members = [_member(row, day) for row in rows if row.person.name_ar]
    head = next((row.person for row in rows if row.relation == "HEAD"), None)
    surname = head.name_ar if head is not None and head.name_ar else case.household.name.removeprefix("أسرة ")
    where = f"{world.some(texts.LANDMARKS_AR)}، {case.area.name_ar}"
    return reply | {
        "family_name": f"أسرة {surname}",
        "address": where,
        "members_count": len(members),
        "member": members,
    }


def _member(row: HouseholdMember, on: date) -> Reply:
    age = _age(row.person, on)
    young, grown = age.isdecimal() and 6 <= int(age) < 16, age.isdecimal() and 18 <= int(age) < 60
    return {
        "member_name": row.person.name_ar, "member_sex": row.person.sex if row.person.sex in ("FEMALE", "MALE") else "", "member_age": age,
        "member_relation": row.relation, "member_condition": "schooled" if young else "jobless" if grown else "",
    }  # fmt: skip


def _street(world: World, turn: int, case: Case | None) -> Reply:
    company, since, causes, papers, tie, health, urgent, given, shelter, refusal, needs, note = STREET[
        turn % len(STREET)
    ]
    who = case.person if case is not None else None
    day = _day(world)
    place = (
        f"{world.some(texts.LANDMARKS_AR)}، {case.area.name_ar}" if case is not None else world.some(texts.LANDMARKS_AR)
    )
    return {
        "met_at": f"{day}T20:15:00.000+01:00", "place": place, "known_as": (who.name_ar.split(" ")[0] if who and who.name_ar else ""),
        "description": who.description if who and not who.name_ar else "",
        "sex": who.sex if who else "MALE", "age": _age(who, day) if who else "50", "company": company, "accepts": "yes",
        "outside_since": since, "causes": causes, "papers": papers, "family_tie": tie, "health": health,
        "urgent": "yes" if urgent else "no", "urgent_note": urgent, "given": given, "shelter": shelter, "shelter_refusal": refusal,
        "needs": needs, "note": note,
    }  # fmt: skip


def _assessment(world: World, turn: int, _case: Case | None) -> Reply:
    marks = ((1, 2, 2, 3, 1, 1, 2, 1), (0, 1, 1, 2, 2, 0, 1, 0), (2, 3, 2, 3, 2, 2, 3, 2))[turn % 3]
    score = sum(marks)
    level = "EXTREME" if score >= 18 else "HIGH" if score >= 12 else "MODERATE" if score >= 6 else "LOW"
    why = (
        "الدخل منقطع والسكن ضيق، لكن حول الأسرة جيران يعينونها.",
        "الوضع تحسن بعد العلاج، ويبقى الدخل ضعيفا.",
        "لا سكن ولا دخل ولا سند، والصحة تتراجع.",
    )[turn % 3]
    return {"assessed_on": _day(world), "score": score, "level": level, "why": why} | dict(
        zip(SCALE, marks, strict=True)
    )


def _visit(world: World, turn: int, _case: Case | None) -> Reply:
    way, situation, trend, progress, obstacles, words, needs, step = FOLLOWED[turn % len(FOLLOWED)]
    day = _day(world)
    return {
        "visit_date": day, "way": way, "met": "yes", "situation": situation, "trend": trend, "progress": progress, "obstacles": obstacles,
        "own_words": words, "danger": "no", "needs": needs, "next_step": step, "next_on": day + timedelta(days=45),
    }  # fmt: skip


def _activity(world: World, turn: int, _case: Case | None) -> Reply:
    name, sector, state, sales, costs, workers, books, repayment, tools, obstacles, support, living, note = PROJECTS[
        turn % len(PROJECTS)
    ]
    return {
        "project": name, "visit_date": _day(world), "sector": sector, "state": state, "sales": _money(world, sales),
        "costs": _money(world, costs), "margin": _money(world, sales - costs), "workers": workers, "books": books,
        "repayment": repayment, "equipment": tools, "obstacles": obstacles, "support": support, "living": living, "note": note,
    }  # fmt: skip


def _house(world: World, turn: int, _case: Case | None) -> Reply:
    when, expected, present, staff, wrong, note = HOUSE_ROUNDS[turn % len(HOUSE_ROUNDS)]
    checks = dict.fromkeys(("exits", "fire", "heating", "water", "meals", "medicines", "rooms"), "good") | wrong
    missing = (
        {"missing_known": expected - present, "missing_note": "عند أسرته بإذن إلى الغد."} if present < expected else {}
    )
    return (
        {"house": "دار المسنين", "round": when, "expected": expected, "present": present, "staff": staff, "note": note}
        | checks
        | missing
    )


def _talk(world: World, turn: int, _case: Case | None) -> Reply:
    theme, target, subject, said, quote, agree, proposals, mood = TALKS[turn % len(TALKS)]
    sexes = {"women": ("FEMALE",)}.get(target, ("FEMALE", "MALE"))
    ages = {"youth": ("a18_35",)}.get(target, ("a18_35", "a36_59", "a60"))
    people = [
        {"participant_sex": sexes[each % len(sexes)], "participant_age": (age := ages[each % len(ages)]),
         "participant_activity": "retired" if age == "a60" else ("jobless", "home", "works")[each % 3]}
        for each in range(6)
    ]  # fmt: skip
    idea = {"idea_subject": subject, "idea_said": said, "idea_quote": quote, "idea_agree": agree}
    return {
        "theme": theme, "held_on": _day(world), "place": world.some(texts.LANDMARKS_AR), "target": target, "consent": "yes",
        "participant": people, "idea": [idea], "proposals": proposals, "mood": mood,
    }  # fmt: skip


MAKERS: dict[str, Callable[[World, int, Case | None], Reply]] = {
    "family_investigation": _family, "street_investigation": _street, "vulnerability_assessment": _assessment, "follow_up_visit": _visit,
    "activity_visit": _activity, "safety_round": _house, "focus_group": _talk,
}  # fmt: skip
