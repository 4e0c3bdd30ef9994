"""Numbers and what they count."""

import pytest

from yaqaza.language import analyse
from yaqaza.language.counts import find_counts, people_of, spans_of
from yaqaza.language.reading import read


def counted(text):
    counts, ages = find_counts(text, read(text))
    return [(each.number, each.unit) for each in counts], [each.years for each in ages]


def totals(text):
    counts, _ = find_counts(text, read(text))
    return people_of(counts), max((each.number for each in counts if each.unit == "families"), default=None)


@pytest.mark.parametrize(
    ("text", "counts", "ages"),
    [
        ("45 عائلة بلا خيام", [(45, "families")], []),
        ("شي ٣٠ دار طاحت", [(30, "houses")], []),
        ("ثلاثة أطفال وجوج عيالات", [(3, "children"), (2, "women")], []),
        ("خمسة وأربعون أسرة", [(45, "families")], []),
        ("45عائلة", [(45, "families")], []),
        ("عمرها 78 سنة", [], [78]),
        ("رضيع عمره 3 أشهر", [], [0]),
        ("منذ 3 سنوات", [(3, "years")], []),
        ("3ndna 12 3a2ila", [(12, "families")], []),
        ("une dame de 82 ans avec 4 enfants", [(1, "women"), (4, "children")], [82]),
        ("على بعد 5 كيلومترات", [(5, "distance")], []),
        ("طفلان وأسرتان", [(2, "children"), (2, "families")], []),
        ("60 مانطة و40 طونة", [(60, "covers"), (40, "tents")], []),
        ("0600000012", [], []),
        ("", [], []),
    ],
)
def test_a_number_is_read_with_what_it_counts(text, counts, ages):
    assert counted(text) == (counts, ages)


def test_a_count_knows_where_it_stands():
    text = "كاينين تقريبا 45 عائلة فالدوار"
    (count,), _ = find_counts(text, read(text))
    assert text[count.start : count.end] == "45 عائلة"


def test_people_are_those_counted_as_a_whole_or_listed():
    counts, _ = find_counts("", read(""))
    assert people_of(counts) is None
    text = "120 شخص منهم 30 طفل و20 امرأة"
    assert people_of(find_counts(text, read(text))[0]) == 120
    text = "4 أطفال و2 نساء"
    assert people_of(find_counts(text, read(text))[0]) == 6


@pytest.mark.parametrize(
    ("text", "people", "families"),
    [
        ("7na 5 drari m3a yemmahom", 6, None),
        ("رانا 12 عايلة بلا ما", None, 12),
        ("رانا 12 عايلة بلا ماء", None, 12),
        ("حنا 7 أشخاص ناعسين برا", 7, None),
        ("حنا خمسة في بيت واحد بلا ضو", 5, None),
        ("رانا ستة فالدار والسقف راه يقطر", 6, None),
        ("نحن أسرة من 6 أفراد بلا مأوى", 6, None),
        ("عائلتنا فيها تسعة وما عندنا دخل", 9, None),
        ("أنا و4 ولادي في الزنقة", 5, None),
        ("أنا وراجلي وثلاثة دراري ما كلينا والو", 5, None),
        ("أرملة مع 3 أيتام بدون معيل", 4, None),
        ("مرا و زوج وليدات راقدين قدام الجامع", 3, None),
        ("عندي 3 أطفال مرضى", 3, None),
        ("ماتت وخلات 4 يتامى عند جداهم", 4, None),
        ("كاين خمسة وعشرين عايلة فالدوار", None, 25),
        ("1200 نسمة محاصرة بالثلج", 1200, None),
        ("1 200 personnes sans eau depuis lundi", 1200, None),
        ("مية وخمسين عائلة بلا كهرباء", None, 150),
        ("حوالي 30 أسرة و120 شخص", 120, 30),
        ("٤٥ عائلة محتاجة الأغطية", None, 45),
        ("طفلين وأمهم في محطة الحافلات", 2, None),
        ("3 عجايز وحدهم في الدوار", 3, None),
        ("واحد السيدة ومعاها خمسة د الدراري", 6, None),
        ("شيبانية و2 بنات معاقات", 3, None),
        ("8 أشخاص منهم 5 أطفال", 8, None),
        ("5 أطفال، 3 بنات و2 ذكور", 5, None),
        ("rana 6 f dar wa7da w s9ef rah ytih", 6, None),
        ("7na 8 bla makla men lbare7", 8, None),
        ("ana w 4 wlad f zn9a", 5, None),
        ("armla m3a 5 ytama", 6, None),
        ("kayn 15 3ayla f douar bla trik", None, 15),
        ("khamsa drari w mmhom na3sin 9dam lbab", 6, None),
        ("tlata d drari wa7dhom f dar", 3, None),
        ("chi 20 wa7ed mcharrdin f lgare", 20, None),
        ("20 familles isolées par la neige", None, 20),
        ("une trentaine de familles sans eau", None, 30),
        ("vingt-cinq familles dorment dehors", None, 25),
        ("quatre-vingt-dix personnes au gymnase", 90, None),
        ("nous sommes 7 dans une pièce", 7, None),
        ("on est cinq sans abri depuis hier", 5, None),
        ("famille de 5 bloquée sur le toit", 5, None),
        ("famille de 6 personnes expulsée", 6, None),
        ("moi et mes 3 enfants nous dormons dans la voiture", 4, None),
        ("mon mari et nos 2 enfants sont malades", 3, None),
        ("une mère avec 4 enfants dans la rue", 5, None),
        ("nous vivons à 8 dans une chambre", 8, None),
        ("5 enfants et leur mère sont bloqués", 6, None),
        ("dans la rue 4 enfants dorment", 4, None),
        ("3 femmes, 2 hommes et 6 enfants", 11, None),
        ("un vieil homme seul et 2 petits", 2, None),
        ("6 enfants dont 2 bébés", 6, None),
        ("4 خوتي صغار يتامى", 4, None),
        ("rani ana w yemma w 2 khwati", 4, None),
        ("kayn chi 7 dyal nnas taht rdem", 7, None),
        ("5 دراري و باباهم في الحبس", 5, None),
        ("خمس دراري بلا يماهم", 5, None),
        ("12 familles, 60 personnes dont 25 enfants", 60, 12),
        ("my wife and 2 kids sleep in the car", 3, None),
        ("we are six stuck on the roof", 6, None),
        ("عاونونا رقم 0770 11 22 33، 5 أطفال جياع", 5, None),
        ("2 filles et 1 garçon", 3, None),
        ("3 garçons, 2 filles, 1 bébé", 6, None),
        ("2 garçons et 2 filles", 4, None),
        ("3 garçons et une fille", 4, None),
        ("بنتين و2 ذكور", 4, None),
        ("4 enfants : 2 filles et 2 garçons", 4, None),
        ("4 enfants (2 filles, 1 bébé) et 1 femme", 5, None),
        ("4 enfants, 2 filles", 6, None),
        ("2 filles, 3 garçons, 5 enfants en tout", 5, None),
        ("4 enfants ont faim. Un enfant est malade", 4, None),
        ("2 filles malades, 1 garçon aussi", 3, None),
    ],
)
def test_people_and_families_are_counted_as_people_write_them(text, people, families):
    assert totals(text) == (people, families)


@pytest.mark.parametrize(
    ("text", "people", "families"),
    [
        ("دار رقم 12 عائلة بن سعيد", None, None),
        ("زنقة 7 عائلة العلوي محتاجة", None, None),
        ("عمارة 5 عائلة بوزيد في الطابق 3", None, None),
        ("حي 200 مسكن، محتاجين عاونونا", None, None),
        ("12 rue des Frères, famille Benali", None, None),
        ("bloc 12 famille Kaci, elle a faim", None, None),
        ("appartement 4 famille Haddad", None, None),
        ("nous sommes 12 rue Didouche Mourad", None, None),
        ("nous sommes 12 mai et rien n'est arrivé", None, None),
        ("on est le 12, personne n'est venu", None, None),
        ("depuis le 3 personne ne répond", None, None),
        ("رانا 16 الجزائر وسط", None, None),
        ("رانا 3 أيام بلا ماكلة", None, None),
        ("رانا 5 جويلية بلا جواب", None, None),
        ("يوم 12 عائلة كاملة خرجت للزنقة", None, None),
        ("يوم 12/03 عائلة خرجت", None, None),
        ("في 2023 عائلات كثيرة فقدت منازلها", None, None),
        ("منذ 2019 أطفال الحي بلا مدرسة", None, None),
        ("عمرها 78 سنة وعايشة وحدها", None, None),
        ("راجل عندو 45 عام طاح", None, None),
        ("Femme de 34 ans, malade", None, None),
        ("الثمن 1000 للعائلة", None, None),
        ("القفة ب 3000 دج", None, None),
        ("300 dh pour la famille", None, None),
        ("عيطو لي 0550 12 34 56 عائلة محتاجة", None, None),
        ("appelez le 06 61 23 45 67 famille en détresse", None, None),
        ("0661234567 3 enfants malades", 3, None),
        ("tel 0661234567", None, None),
        ("50% des familles sont sans eau", None, None),
        ("80 بالمئة من العائلات تضررت", None, None),
        ("خيمة 6 أشخاص للبيع", None, None),
        ("tente 4 personnes à vendre", None, None),
        ("الساعة 5 عائلة كاملة تحت الردم", None, None),
        ("على بعد 40 كيلومتر من الدوار", None, None),
        ("CCP 1234567 clé 89", None, None),
        ("24h/24 personne", None, None),
        ("7 jours sur 7 personne", None, None),
        ("on attend 24 sur 24 personne ne vient", None, None),
        ("الطابق 3 الباب 12", None, None),
        ("60 مانطة و40 طونة", None, None),
        ("داير 39 درجة حرارة", None, None),
        ("5 قتلى و12 جريح", None, None),
        ("12345", None, None),
    ],
)
def test_a_house_a_day_an_age_a_price_or_a_telephone_is_nobody(text, people, families):
    assert totals(text) == (people, families)


def test_where_they_are_counted_is_told():
    text = "7na 5 drari m3a yemmahom, kayn 3 3ayla"
    counts, _ = find_counts(text, read(text))
    assert [text[start:end] for start, end in spans_of(counts, "people")] == ["5 drari", "yemmahom"]
    assert [text[start:end] for start, end in spans_of(counts, "families")] == ["3 3ayla"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("أنا وزوجتي وثلاثة أولاد", 5),
        ("moi et mes 3 enfants", 4),
        ("ana w mrati w 2 drari", 4),
        ("أنا وأولادي الثلاثة", 4),
        ("أنا وزوجي وأولادي الأربعة بلا مأوى", 6),
        ("أنا وبناتي الأربع", 5),
        ("أنا وزوجتي المريضة وثلاثة أولاد", 5),
        ("أنا وزوجتي حامل وثلاثة أولاد", 5),
        ("أنا وزوجتي و3 أولاد وأمي", 6),
        ("ana w yemma w 3 khawti", 5),
        ("ana wel mra w tlata drari", 5),
        ("my wife and I and our three children", 5),
        ("moi ma femme et mes 2 enfants", 4),
        ("Je vis seule avec mes 3 enfants", 4),
        ("je dors dehors avec mes 2 enfants", 3),
        ("je suis dans la rue avec deux enfants", 3),
        ("I am alone with 3 children", 4),
        ("راني برا مع 3 ذراري", 4),
        ("نعيش مع زوجتي وثلاثة أولاد", 5),
        ("أنا أم لثلاثة أطفال", 4),
        ("je suis mère de 3 enfants", 4),
        ("أنا أب لـ 4 أطفال", 5),
    ],
)
def test_who_speaks_of_themselves_and_theirs_counts_too(text, people):
    assert analyse(text, country="DZ").people_count == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("عندي 3 أطفال", 3),
        ("j'ai vu 3 enfants dans la rue", 3),
        ("je vous signale 2 enfants dans la rue", 2),
        ("الأيام الثلاثة الماضية", None),
        ("لست وحدي", None),
    ],
)
def test_who_only_tells_of_others_does_not_count(text, people):
    assert analyse(text, country="DZ").people_count == people
