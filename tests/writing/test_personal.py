"""What counts as personal data in a text, and what does not."""

import time

import pytest

from writing.personal import KINDS, search

PERSONAL = [
    ("Call +230 201 3737 today", "phone", "+230 201 3737"),
    ("Call 00 33 1 44 77 60 60.", "phone", "00 33 1 44 77 60 60"),
    ("Tel. 01 44 77 60 60", "phone", "01 44 77 60 60"),
    ("téléphone : 0612345678", "phone", "0612345678"),
    ("teléfono 612 345 678", "phone", "612 345 678"),
    ("هاتف: ٠١٢٣٤٥٦٧٨٩", "phone", "٠١٢٣٤٥٦٧٨٩"),
    ("Write to a.b+c@office.example.org.", "email", "a.b+c@office.example.org"),
    ("IBAN FR14 2004 1010 0505 0001 3M02 606 was frozen", "iban", "FR14 2004 1010 0505 0001 3M02 606"),
    ("the account GB82WEST12345698765432.", "iban", "GB82WEST12345698765432"),
    ("born on 12 March 1980 in", "birth", "12 March 1980"),
    ("DOB: 03/04/1975", "birth", "03/04/1975"),
    ("date of birth 1980-03-12", "birth", "1980-03-12"),
    ("né le 4 mai 1969", "birth", "4 mai 1969"),
    ("née à Port-Louis le 1er juin 1990", "birth", "1er juin 1990"),
    ("nacido el 5 de enero de 1981", "birth", "5 de enero de 1981"),
    ("تاريخ الميلاد: ١٢/٠٣/١٩٨٠", "birth", "١٢/٠٣/١٩٨٠"),
    ("المولود في 12 مارس 1980", "birth", "12 مارس 1980"),
    ("passport No. X1234567", "passport", "X1234567"),
    ("passeport n° 12AB34567 de", "passport", "12AB34567"),
    ("pasaporte número AAB123456", "passport", "AAB123456"),
    ("جواز السفر رقم A1234567", "passport", "A1234567"),
    ("DNI 12345678Z", "identity", "12345678Z"),
    ("the holder of 12345678Z of", "identity", "12345678Z"),
    ("CNI n° 123456789012", "identity", "123456789012"),
    ("the number 2 55 08 14 168 025 38 there", "identity", "2 55 08 14 168 025 38"),
    ("RSSMRA85T10A562S", "identity", "RSSMRA85T10A562S"),
    ("رقم الهوية 12345678", "identity", "12345678"),
    ("case no. 2023/1457", "case", "2023/1457"),
    ("Case No: CR-123/2024", "case", "CR-123/2024"),
    ("dossier n° 2023/00145", "case", "2023/00145"),
    ("expediente 123/2023", "case", "123/2023"),
    ("القضية رقم 1234/2022", "case", "1234/2022"),
    ("our ref. MLA/2024/113", "case", "MLA/2024/113"),
]

HARMLESS = [
    "article 18, paragraph 3, of the Convention",
    "Resolution 9/3 of 2018 and decision 3/2",
    "We met on 12 March 2024 at 10:30",
    "the request of 2024-05-12",
    "CTOC/COP/2010/1 and A/RES/55/25",
    "General Assembly resolution 55/25 of 15 November 2000",
    "case 3 of the guide",
    "Articles 16(7), 18(3)-(29) and 46",
    "sections 1-14, pp. 120-135",
    "paragraphs 10 to 25; Law No. 2004-575 of 21 June 2004",
    "EUR 1 250 000.00 were frozen",
    "the file of 12 pages, and in the case of 2019",
    "see 18 U.S.C. 3512(a)(2)",
    "Act 12 of 1990 and the born-digital evidence of 12",
    "Law 16/2009 and Royal Decree 1234/2010",
    "loi n° 2004-204 du 9 mars 2004",
    "Convention of 20 April 1959, ETS No. 30",
    "https://example.org/posts/1234567890123456",
    "> /posts/12345678Z2345678901234/",
    "@[Officer, France](member:12345678Z2345678901234)",
    "قرار رقم 9/3",
    "المادة 18 من الاتفاقية",
    "10:00-12:30 UTC+4, 2024-10-11 09:00 UTC +04:00 2024-10-11",
    "between 1990 and 2000, 1 000 000 000 francs",
    "le dossier complet de 45 pages",
    "version 10.11.12.13",
]

# Signs that make a careless pattern try again and again.
TRAPS = [
    "1",
    "+",
    "+1 ",
    "a@",
    "a.",
    "FR14 ",
    "12.3.1980 ",
    "born ",
    "born 1.",
    "tel ",
    "case no. ",
    "A1B2 ",
    "1-",
    " ",
]
TRAPS += ["(((", "passport ", "national id ", "رقم ", "12345678Z ", "https://"]


@pytest.mark.parametrize(("text", "kind", "marked"), PERSONAL)
def test_personal_data_is_found_with_its_kind_at_its_place(text, kind, marked):
    assert [(found.kind, text[found.start : found.end]) for found in search(text)] == [(kind, marked)]


@pytest.mark.parametrize("text", HARMLESS)
def test_treaties_dates_and_resolutions_raise_no_alarm(text):
    assert [(found.kind, text[found.start : found.end]) for found in search(text)] == []


def test_findings_come_in_the_order_of_the_text():
    found = search("Born 1.2.1980, tel. 201 37 37 00, a@office.example")
    assert [one.kind for one in found] == ["birth", "phone", "email"]


def test_every_kind_has_words():
    assert {kind for _text, kind, _marked in PERSONAL} == set(KINDS)


@pytest.mark.parametrize("unit", TRAPS)
def test_a_text_ten_times_as_long_is_searched_in_some_ten_times_as_long(unit):
    """What grows faster than the text is a trap: with its square it would be a hundred times."""
    text = (unit * (500_000 // len(unit) + 1))[:500_000]
    short = min(seconds_for(text[:50_000]) for _ in range(3))
    assert min(seconds_for(text), seconds_for(text)) < 40 * short + 0.1


def seconds_for(text):
    began = time.process_time()
    search(text)
    return time.process_time() - began
