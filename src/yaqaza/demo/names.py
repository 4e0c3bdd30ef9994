"""A stock of common Maghrebi names in both scripts. People made from it do not exist."""

from __future__ import annotations

from random import Random

Pair = tuple[str, str]

WOMEN: dict[str, list[Pair]] = {
    "": [("فاطمة", "Fatima"), ("خديجة", "Khadidja"), ("عائشة", "Aicha"), ("زينب", "Zineb"), ("مريم", "Meriem"), ("نادية", "Nadia"),
         ("سميرة", "Samira"), ("حورية", "Houria"), ("زهرة", "Zohra"), ("يمينة", "Yamina"), ("ربيعة", "Rabia"), ("جميلة", "Djamila"),
         ("مليكة", "Malika"), ("سعاد", "Souad"), ("نعيمة", "Naima"), ("فضيلة", "Fadila"), ("رشيدة", "Rachida"), ("كريمة", "Karima"),
         ("حليمة", "Halima"), ("وردة", "Warda"), ("أمال", "Amel"), ("سارة", "Sara"), ("إيمان", "Imane"), ("هاجر", "Hadjer"),
         ("فاطمة الزهراء", "Fatima Zohra"), ("أم الخير", "Oum El Kheir"), ("تسعديت", "Tassadit"), ("ذهبية", "Dahbia"), ("لويزة", "Louiza"),
         ("نورة", "Noura"), ("صليحة", "Saliha"), ("مسعودة", "Messaouda"), ("بختة", "Bakhta"), ("خيرة", "Kheira"), ("حفيظة", "Hafida")],
    "MA": [("خديجة", "Khadija"), ("السعدية", "Saadia"), ("لطيفة", "Latifa"), ("حسناء", "Hasnaa"), ("غزلان", "Ghizlane"), ("زهور", "Zhour"),
           ("الباتول", "El Batoul"), ("رقية", "Rkia"), ("إيطو", "Itto"), ("حادة", "Hadda"), ("نزهة", "Nezha"), ("بشرى", "Bouchra")],
}  # fmt: skip
MEN: dict[str, list[Pair]] = {
    "": [("محمد", "Mohamed"), ("أحمد", "Ahmed"), ("عبد القادر", "Abdelkader"), ("علي", "Ali"), ("يوسف", "Youcef"), ("إبراهيم", "Brahim"),
         ("عمر", "Omar"), ("رابح", "Rabah"), ("سعيد", "Said"), ("مصطفى", "Mustapha"), ("كريم", "Karim"), ("رشيد", "Rachid"),
         ("عبد الرحمن", "Abderrahmane"), ("بلقاسم", "Belkacem"), ("الطاهر", "Tahar"), ("مولود", "Mouloud"), ("حسين", "Hocine"),
         ("عبد الله", "Abdellah"), ("نور الدين", "Noureddine"), ("خير الدين", "Kheireddine"), ("سفيان", "Sofiane"), ("ياسين", "Yacine"),
         ("أيوب", "Ayoub"), ("إلياس", "Ilyas"), ("العربي", "Larbi"), ("قدور", "Kaddour"), ("مختار", "Mokhtar"), ("أعمر", "Amar"),
         ("جيلالي", "Djilali"), ("بوعلام", "Boualem"), ("لخضر", "Lakhdar"), ("عيسى", "Aissa"), ("موسى", "Moussa"), ("سليمان", "Slimane")],
    "MA": [("إدريس", "Driss"), ("العياشي", "Layachi"), ("حميد", "Hamid"), ("المعطي", "El Maati"), ("هشام", "Hicham"), ("عبد السلام", "Abdeslam"),
           ("بوشعيب", "Bouchaib"), ("حدو", "Haddou"), ("المكي", "El Mekki"), ("زكرياء", "Zakaria"), ("عزيز", "Aziz"), ("موحى", "Moha")],
}  # fmt: skip
FAMILIES: dict[str, list[Pair]] = {
    "DZ": [("بن علي", "Benali"), ("بوعزيز", "Bouaziz"), ("زروقي", "Zerrouki"), ("حمدي", "Hamdi"), ("بلعيد", "Belaid"), ("مزيان", "Meziane"),
           ("صحراوي", "Sahraoui"), ("قاسي", "Kaci"), ("شريف", "Cherif"), ("بن عمر", "Benamar"), ("تواتي", "Touati"), ("رحماني", "Rahmani"),
           ("بوزيد", "Bouzid"), ("حداد", "Haddad"), ("لعماري", "Lamari"), ("آيت حمودة", "Ait Hamouda"), ("بن يحيى", "Benyahia"), ("سعدي", "Saadi"),
           ("مرابط", "Merabet"), ("زيان", "Ziane"), ("بوشامة", "Bouchama"), ("خليفي", "Khelifi"), ("عثماني", "Otmani"), ("دحماني", "Dahmani"),
           ("بلحاج", "Belhadj"), ("مسعودي", "Messaoudi"), ("قادري", "Kadri"), ("طالبي", "Talbi"), ("زهرون", "Zahroune"), ("بومدين", "Boumediene"),
           ("ولد قابلية", "Ould Kablia"), ("حجوجي", "Hadjoudj"), ("عيساوي", "Aissaoui"), ("شعبان", "Chabane"), ("غربي", "Gherbi"), ("ناصري", "Naceri")],
    "MA": [("العلوي", "El Alaoui"), ("بنسعيد", "Bensaid"), ("الإدريسي", "El Idrissi"), ("بناني", "Bennani"), ("الفاسي", "El Fassi"),
           ("أيت الحاج", "Ait El Haj"), ("بوزيان", "Bouziane"), ("الناصري", "Naciri"), ("الرحماني", "Rahmani"), ("حمداوي", "Hamdaoui"),
           ("أوحمو", "Ouhammou"), ("الزروالي", "Zerouali"), ("بنعيسى", "Benaissa"), ("المرابط", "El Mrabet"), ("الشرقاوي", "Cherkaoui"),
           ("التازي", "Tazi"), ("بوعنان", "Bouanane"), ("الحسني", "El Hassani"), ("لمريني", "Lamrini"), ("أمزيان", "Amziane"), ("الغازي", "El Ghazi"),
           ("السباعي", "Sbai"), ("بلمقدم", "Belmokaddem"), ("القادري", "El Kadiri"), ("أزناك", "Aznag"), ("الدحماني", "Dahmani"), ("العمراني", "El Amrani")],
}  # fmt: skip


def given(random: Random, country: str, female: bool) -> Pair:
    """Return a given name; the first names of the list are the commoner ones."""
    stock = WOMEN if female else MEN
    names = [*stock.get(country, []), *stock[""]]
    return names[min(int(random.expovariate(3.2 / len(names))), len(names) - 1)]


def family(random: Random, country: str) -> Pair:
    names = FAMILIES[country]
    return names[min(int(random.expovariate(2.5 / len(names))), len(names) - 1)]


def full(random: Random, country: str, female: bool, house: Pair | None = None) -> Pair:
    """Return a name in both scripts, given name first."""
    first, last = given(random, country, female), house or family(random, country)
    return f"{first[0]} {last[0]}", f"{first[1]} {last[1]}"
