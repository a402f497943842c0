"""What a member writes becomes HTML that can do nothing but be read."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writing.markdown import _PARSER, ATTRIBUTES, LONGEST, RENDERER_VERSION, TAGS, TooLong, clean, plain, render


class Reader(HTMLParser):
    """Collects the tags and attributes that a browser would find."""

    def __init__(self):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(render(text).html)
    return reader


def test_commonmark_with_tables_and_strikethrough_is_understood():
    html = render("**a** ~~b~~ `c`\n\n- d\n\n|e|f|\n|-|-|\n|g|h|\n").html
    for part in ("<strong>a</strong>", "<s>b</s>", "<code>c</code>", "<li", "<th", "<td"):
        assert part in html


def test_headings_begin_below_those_of_the_page():
    assert [tag for tag, _ in read("# a\n\n## b\n\n### c\n\n###### d").tags] == ["h3", "h4", "h5", "h6"]


def test_the_version_of_the_renderer_is_kept_with_what_it_made():
    assert render("a").version == RENDERER_VERSION


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='https://a.example' onclick='x'>b</a>",
        "<div style='position:fixed'>x</div>",
        "<svg><script>1</script></svg>",
        "<!-- x --> <![CDATA[x]]> <?x?>",
        "<button hx-get='/x'>b</button>",
        "```\n</code></pre><script>1</script>\n```",
        "    <script>1</script>",
        "| <script>1</script> |\n|-|\n| <b>x</b> |",
    ],
)
def test_raw_html_is_shown_as_text(text):
    found = read(text)
    assert {tag for tag, _ in found.tags} <= TAGS
    assert "<" in found.words
    assert all(set(attrs) <= {"dir", "tabindex", "scope"} for _, attrs in found.tags)


@pytest.mark.parametrize(
    "link",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#x73;cript:alert(1))",
        "[a](&#1;javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](//evil.example)",
        "[a](/sign-out/)",
        "[a](\\\\evil.example)",
        "[a](http:)",
        "<javascript:alert(1)>",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "[a](https://a.example/" + "x" * 3000 + ")",
    ],
)
def test_a_link_that_is_not_http_or_mail_is_no_link(link):
    assert "a" not in [tag for tag, _ in read(link).tags]


def test_a_link_tells_its_target_nothing():
    assert read("[a](https://b.example/c?d=e)").tags[1] == (
        "a",
        {"href": "https://b.example/c?d=e", "rel": "nofollow noopener noreferrer"},
    )


def test_a_mail_address_in_brackets_is_a_link():
    assert read("<desk@authority.example>").tags[1][1]["href"] == "mailto:desk@authority.example"


def test_a_bare_address_is_no_link():
    assert [tag for tag, _ in read("see https://b.example and www.c.example").tags] == ["p"]


def test_an_encoded_host_name_is_shown_as_it_is_sent():
    assert "xn--80ak6aa92e.com" in read("<https://xn--80ak6aa92e.com>").words


def test_a_post_has_no_images():
    assert "img" not in [
        tag for tag, _ in read("![a](https://b.example/c.png) ![d][e]\n\n[e]: https://b.example/f.png").tags
    ]


def test_each_block_takes_its_direction_from_its_own_text():
    found = read("# a\n\nb\n\n- c\n\n```\nd\n```\n\n|e|\n|-|\n|f|\n")
    directions = [(tag, attrs.get("dir")) for tag, attrs in found.tags if "dir" in attrs]
    assert directions == [
        ("h3", "auto"),
        ("p", "auto"),
        ("ul", "ltr"),
        ("li", "auto"),
        ("pre", "auto"),
        ("table", "ltr"),
        ("th", "auto"),
        ("td", "auto"),
    ]


def test_a_list_and_a_quote_in_arabic_run_from_the_right():
    found = dict(read("> - 1. مرحبا").tags)
    assert [found[tag]["dir"] for tag in ("blockquote", "ul", "ol")] == ["rtl", "rtl", "rtl"]


def test_a_quote_after_an_arabic_one_has_its_own_direction():
    quotes = [attrs["dir"] for tag, attrs in read("> مرحبا\n\nb\n\n> c").tags if tag == "blockquote"]
    assert quotes == ["rtl", "ltr"]


@pytest.mark.parametrize("sign", ["\u202e", "&#x202E;", "\u202d", "&#8237;"])
def test_signs_that_turn_the_following_text_around_are_taken_out(sign):
    html = render(f"invoice{sign}exe.pdf `{sign}x`").html
    assert "\u202e" not in html
    assert "\u202d" not in html


def test_nul_and_lone_surrogates_are_replaced():
    assert read("a\x00b\ud800c").words.strip() == "a\ufffdb\ufffdc"


def test_no_class_style_or_identifier_comes_through():
    html = clean('<p class="a" style="b" id="c" data-hx-get="d" hx-get="e" onclick="f">g</p><iframe src="h"></iframe>')
    assert html == "<p>g</p>"


def test_ten_thousand_quotes_in_each_other_become_a_few_and_keep_their_text():
    found = read(">" * 10_000 + " a")
    assert 1 < [tag for tag, _ in found.tags].count("blockquote") <= 12
    assert found.words.strip().endswith("> a")


def test_lists_nested_too_deep_keep_their_text():
    assert read("- " * 200 + "a").words.strip().endswith("- a")


def test_a_text_of_five_megabytes_is_refused_at_once():
    with pytest.raises(TooLong):
        render("a " * 2_500_000)
    with pytest.raises(TooLong):
        plain("a " * 2_500_000)


def test_a_definition_used_by_thousands_of_links_does_not_swell_the_page():
    with pytest.raises(TooLong):
        render("[a]: https://b.example/" + "c" * 1900 + "\n\n" + "[a]" * 10_000)


def test_rows_that_a_wide_head_would_fill_up_do_not_swell_the_page():
    with pytest.raises(TooLong):
        render("|" * 100 + "\n" + "|-" * 99 + "|\n" + "|\n" * 15_000)


TRAPS = {
    "brackets": "[",
    "pictures": "![",
    "emphasis": "*a **b_",
    "stars": "*",
    "ticks": "`a``",
    "links": "[a](",
    "pointed": "[a](<b",
    "less": "<",
    "quotes": "> ",
    "lists": "- ",
    "both": "- > ",
    "rows": "|a",
    "entities": "&#x41;",
    "backslashes": "[\\",
    "references": "[a]: <",
    "strikes": "~~a",
    "blank": " \t",
    "lines": "> a\n\n",
    "items": "- a\n",
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_no_pattern_makes_the_renderer_slow(trap):
    text = (trap * LONGEST)[:LONGEST]
    began = time.process_time()
    render(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("trap", ["[", "![", "[[]", "@[", "[a ", "[`", "[x][", "[a\n"])
def test_brackets_are_looked_into_a_few_times_each_however_many_there_are(monkeypatch, trap):
    looks = []
    skip = _PARSER.inline.skipToken
    monkeypatch.setattr(_PARSER.inline, "skipToken", lambda state: [looks.append(state.pos), skip(state)])

    def work(length: int) -> int:
        looks.clear()
        render((trap * length)[:length])
        return len(looks)

    few, many = work(LONGEST // 10), work(LONGEST)
    assert 0 < many <= 15 * few
    assert many <= 10 * LONGEST


def test_a_few_brackets_inside_each_other_are_a_link_and_its_words():
    assert read("[see [[[[here]]]]](https://a.example)").tags[1] == (
        "a",
        {"href": "https://a.example", "rel": "nofollow noopener noreferrer"},
    )
    deep = read("[" * 50 + "a" + "]" * 50 + " [b](https://b.example)")
    assert deep.words.strip() == "[" * 50 + "a" + "]" * 50 + " b"


PIECES = st.sampled_from(
    ["<", ">", '"', "'", "&", "[", "]", "(", ")", "!", "`", "\n", "\n\n", "> ", "- ", "1. ", "# ", "|", "|-|-|\n"]  # noqa: RUF005
    + ["javascript:", "https://a.example", "onclick=", "style=", "script", "img src=", "&#x3c;", "\\", "*", "~~", "ا"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join))
def test_whatever_is_written_only_allowed_marks_come_out(text):
    html = render(text).html
    found = Reader()
    found.feed(html)
    for tag, attrs in found.tags:
        assert tag in TAGS
        assert set(attrs) <= ATTRIBUTES.get(tag, set()) | {"rel", "tabindex"}
        if "href" in attrs:
            assert attrs["href"].lower().startswith(("http:", "https:", "mailto:"))
    assert clean(html) == html


def test_an_excerpt_holds_the_words_on_one_line():
    assert (
        plain("# Urgent\n\nSee **this** [page](https://a.example)\nand `that`.\n\n- one\n")
        == "Urgent See this page and that. one"
    )


def test_an_excerpt_is_cut_with_a_sign():
    assert plain("one two three", 8) == "one two…"


@pytest.mark.parametrize(
    "address", ["/sign-out/", "//evil.example", "javascript:alert(1)", "data:text/html,a", "ftp://a.example"]
)
def test_the_last_wall_takes_away_what_the_parser_would_not_let_through(address):
    assert "href" not in clean(f'<a href="{address}">a</a>')
