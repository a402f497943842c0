"""What is found by what, in six languages: the same on both databases."""
# ruff: noqa: E501 - a table is read by its rows

import pytest

# Language, text, what finds it, what does not.
TABLE = [
    ("en", "The requests were returned without the certified copies.", ["request", "returning", "copy certified", "REQUESTED", "certifies"], ["requiem", "banks"]),
    ("en", "The State's bank-account no. DE-4711/2024 was frozen.", ["state", "states bank accounts", "4711", "2024", "bank account"], ["4712"]),
    ("en", "A café in Curaçao; naïve façade.", ["cafe", "curacao", "CAFÉ", "naive facade"], ["caff"]),
    ("fr", "Les demandes d'entraide ont été renvoyées à l'autorité centrale.", ["demande", "demander", "entraide", "l'entraide", "renvoyée", "renvoyees", "autorite", "autorités centrales", "demandes à l’autorité"], ["demeure"]),
    ("fr", "Les preuves numériques et l’extradition négociée.", ["preuve numérique", "numerique", "extraditions", "négocier", "negociees"], ["nombre"]),
    ("es", "Las solicitudes de extradición fueron enviadas en mayo de este año.", ["solicitud", "extradicion", "extradiciones", "enviada", "enviado", "año", "ano"], ["solidez"]),
    ("es", "El niño declaró por videoconferencia.", ["nino", "niños", "declarar", "declaro", "videoconferencias"], ["nieto"]),
    ("ru", "Запросы об экстрадиции ещё не получены; российский суд ждёт.", ["запрос", "запросов", "экстрадиция", "экстрадицию", "еще получен", "получены", "российского суда", "ждет"], ["экспорт"]),
    ("ar", "طلبت المحكمة نسخة من الكتاب والوثائق.", ["كتاب", "الكتاب", "محكمة", "المحكمه", "للمحكمة", "بالكتاب", "وكتاب", "وثائق", "الوثائق"], ["مدرسة"]),
    ("ar", "قَدَّمَتِ السُّلْطَةُ طَلَبَ التَّسْلِيمِ إلى الإنتربول.", ["قدمت", "السلطة", "سلطة", "طلب", "تسليم", "للتسليم", "الانتربول", "سُلطة"], ["قانون"]),
    ("ar", "كتاب القاضي في بيت لحم", ["الكتاب", "كِتَاب", "كتـــاب", "لكتاب", "القاضى"], ["قلم"]),
    ("zh", "请将引渡请求和证据材料送交司法部。", ["引渡", "证据", "司法部", "引渡请求", "证据 引渡", "部", "证", "材料"], ["法院", "渡引"]),
    ("zh", "2024年5月向法院提出的司法协助请求", ["法院", "司法协助", "协助请求", "2024", "司法请求", "求"], ["引渡"]),
    ("pt", "As autoridades enviaram as cartas rogatórias.", ["autoridades", "rogatorias", "AUTORIDADES"], ["banco"]),
]  # fmt: skip
by_text = pytest.mark.parametrize(("language", "text", "hits", "misses"), TABLE)


@by_text
def test_a_text_is_found_by_other_forms_of_its_words_and_by_no_others(
    written, found, chloe, language, text, hits, misses
):
    written(text, title="One", language=language)
    assert [query for query in hits if found(chloe, query) != ["One"]] == []
    assert [query for query in misses if found(chloe, query)] == []


@by_text
def test_a_title_is_found_in_the_same_way(written, found, chloe, language, text, hits, misses):
    written("…", title=text, language=language)
    assert [query for query in hits if found(chloe, query) != [text]] == []


@by_text
def test_a_text_that_is_said_to_be_english_is_found_when_it_is_not(written, found, chloe, language, text, hits, misses):
    written(text, title="One", language="en")
    assert [query for query in hits if found(chloe, query) != ["One"]] == []


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("dual criminality is missing", '"dual criminality"', True),
        ("dual criminality is missing", '"Dual  CRIMINALITY"', True),
        ("criminality that is dual", '"dual criminality"', False),
        ("dual use, criminality", '"dual criminality"', False),
        ("dual criminalities", '"dual criminality"', False),
        ("la coopération est négociée", '"cooperation est negociee"', True),
        ("请将引渡请求送交", '"引渡请求"', True),
        ("请求引渡", '"引渡请求"', False),
        ("طلب التسليم", '"طلبُ التسليم"', True),
        ("запрос ещё раз", '"еще раз"', True),
        ("dual criminality is missing", '"dual criminality', True),
        ("dual criminality is missing", '-"dual criminality" missing', False),
        ("criminality, dual, missing", '-"dual criminality" missing', True),
        ("dual criminality is missing", "dual -missing", False),
        ("dual criminality is missing", "dual -found", True),
        ("dual criminality is missing", "dual-criminality", True),
        ("the of and", "the", True),
        ("extradition of a person", "the extradition of persons by a", True),
    ],
)
def test_phrases_stand_side_by_side_and_minus_leaves_out(written, found, chloe, text, query, is_found):
    written(text, title="One")
    assert bool(found(chloe, query)) is is_found
