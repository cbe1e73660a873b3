"""A name in Arabic script and the same in Latin letters are one; other texts are nobody's."""

from __future__ import annotations

import itertools

import pytest

from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.name_index import KnownName, NameIndex
from tests.release.people.measured_people import Participant, harmless_texts, known, participants

FAMILIES = {
    "رحيمي": "Rahimi",
    "كريمي": "KARIMI",
    "نورزی": "Noorzai",
    "استانکزی": "Stanekzai",
    "محمدي": "Mohammadi",
    "حسینی": "Hosseini",
    "الطيب": "El Tayeb",
    "الحسن": "Al Hassan",
    "درويش": "Darwish",
    "صباغ": "Sabbagh",
    "ديالو": "Diallo",
    "كوليبالي": "Coulibaly",
    "تراوري": "Traoré",
    "كامارا": "CAMARA",
    "عبد القادر": "Abdelkader",
    "منصور": "Mansour",
    "سلطانی": "Soltani",
    "ولد أحمد": "Ould Ahmed",
    "قربان": "Qurban",
    "جعفری": "Jafari",
}
GIVEN = {
    "محمد": "Mohammed",
    "فاطمة": "Fatima",
    "عبد الرحمن": "Abdul Rahman",
    "عثمان": "Osman",
    "خديجة": "Khadidja",
    "فرزانه": "Farzana",
    "حسین": "Hussein",
    "ابراهيم": "Ibrahim",
    "رمضان": "Ramazan",
    "يوسف": "Youssef",
    "زهرا": "Zahra",
    "مامادو": "Mamadou",
    "آمنة": "Aminata",
    "ذاكر": "Zaker",
    "نصرالله": "Nasrullah",
    "پروانه": "Parwana",
    "شيرين": "Shirin",
    "جمال": "Jamal",
    "سليمان": "Souleymane",
    "صالح": "Saleh",
}
NOBODY = [
    "دورة اللغة الفرنسية يوم الاثنين",
    "موعد في البلدية الساعة التاسعة",
    "يرجى إحضار بطاقة الإقامة وجواز السفر",
    "ورشة البحث عن عمل في بوردو",
    "عقد عمل لمدة ستة أشهر",
    "الاجتماع مع المستشارة يوم الخميس صباحا",
    "تدريب على قيادة الرافعة الشوكية",
    "کلاس زبان فرانسوی روز دوشنبه",
    "قرار ملاقات در شهرداری ساعت نه",
    "لطفا کارت اقامت خود را بیاورید",
    "کار در مزرعه سبزیجات",
    "مرکز شهر بوردو ایستگاه قطار",
    "زوی د ښوونځي لپاره پیسې",
    "مدرسة الأطفال في حي السلام",
    "شركة التنظيف والخدمات العامة",
    "مطعم الشرق الأوسط للوجبات السريعة",
    "صندوق الإعانات العائلية في جيروند",
    "رخصة القيادة والسكن والصحة",
    "بازار بزرگ میوه و تره بار",
    "نامه از دفتر مهاجرت فرانسه",
]
PAIRS = list(itertools.product(FAMILIES.items(), GIVEN.items()))
LEAST_RECALL = 0.97
"""Measured in November 2026 on these 400 pairs: 1.0 of Latin names, 0.985 of Arabic ones."""


@pytest.fixture(scope="module")
def people() -> list[Participant]:
    return participants()


def test_whoever_is_known_in_latin_letters_is_found_in_arabic_script() -> None:
    missed = []
    for (in_arabic, family), (given_in_arabic, given) in PAIRS:
        read = KnownPeople(NameIndex.of([KnownName(family, given)]))
        text = f"{given_in_arabic} {in_arabic}"
        if read.mask(f"Appeler {text} mardi") != "Appeler [nom retiré] mardi":
            missed.append(text)
    assert len(missed) <= len(PAIRS) * (1 - LEAST_RECALL), missed


def test_whoever_is_known_in_arabic_script_is_found_in_latin_letters() -> None:
    missed = []
    for (in_arabic, family), (given_in_arabic, given) in PAIRS:
        typed = KnownPeople(NameIndex.of([KnownName(in_arabic, given_in_arabic)]))
        if typed.mask(f"Appeler {given} {family} mardi") != "Appeler [nom retiré] mardi":
            missed.append(f"{given} {family}")
    assert len(missed) <= len(PAIRS) * (1 - LEAST_RECALL), missed


def test_texts_in_arabic_script_that_name_nobody_are_left_alone(
    people: list[Participant],
) -> None:
    everybody = known(people)
    taken = [text for text in NOBODY if everybody.find(text)]
    assert not taken


def test_names_in_arabic_script_take_no_french_text_for_somebody(
    people: list[Participant],
) -> None:
    typed = KnownPeople(
        NameIndex.of(KnownName(*names) for names in itertools.product(FAMILIES, GIVEN))
    )
    taken = [text for text in harmless_texts(people) if typed.find(text)]
    assert not taken


@pytest.mark.parametrize(
    "text", ["محمّد نورزی", "مُحَمَّد نورزی", "محمــد نورزی", "نورزی، محمد", "محمد\u200c نورزی"]
)
def test_vowel_signs_and_drawn_out_letters_hide_no_name(text: str) -> None:
    read = KnownPeople(NameIndex.of([KnownName("NOORZAI", "Mohammad")]))
    assert read.mask(text) == "[nom retiré]"


def test_one_word_in_arabic_script_is_nobody() -> None:
    read = KnownPeople(NameIndex.of([KnownName("NOORZAI", "Mohammad")]))
    assert not read.find("محمد")
    assert not read.find("شارع نورزی")
