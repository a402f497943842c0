"""The style sheets keep to the design: logical sides, tokens alone, six sizes, and colours that can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "frontend" / "css"
SHEETS = sorted(STYLES.rglob("*.css"))
# What is built of them: for every page, and for those of sealed messages beside it.
BUNDLES = ("app.css", "messages.css")
WITHOUT_TOKENS = [path for path in SHEETS if path.name != "tokens.css"]

PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:^|[;{\s])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|:\s*(?:left|right)\b"
    r"|\b(?:float|clear|text-align)\s*:\s*(?:left|right)"
    r"|translateX|border-(?:top|bottom)-(?:left|right)-radius",
    re.MULTILINE,
)


def rules(path: Path) -> str:
    """Return the sheet without comments, conditions of media queries and names of the browser's own values."""
    text = re.sub(r"/\*.*?\*/|env\([^)]*\)", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"@media[^{]*\{", "@media {", text)


def name(path: Path) -> str:
    return str(path.relative_to(STYLES))


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_sides_are_logical(path: Path) -> None:
    assert PHYSICAL.findall(rules(path)) == []


@pytest.mark.parametrize("sample", ["a{margin-left:1px}", "a { left: 0 }", "a{text-align: right}", "a{\n  width: 3px}"])
def test_the_test_of_sides_finds_physical_ones(sample: str) -> None:
    assert PHYSICAL.search(sample)


@pytest.mark.parametrize("path", WITHOUT_TOKENS, ids=name)
def test_colours_and_sizes_of_type_come_from_the_tokens(path: Path) -> None:
    text = rules(path)
    if name(path) != "print.css":
        assert re.findall(r"font-size: (?!var\(--size-[1-6]\)|100%|0\.\d+em|1[04]pt)[^;]+", text) == []
    without_backdrop = re.sub(r"::backdrop \{[^}]*\}", "", text)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", without_backdrop) == []


@pytest.mark.parametrize("path", WITHOUT_TOKENS, ids=name)
def test_every_token_that_a_sheet_names_exists(path: Path) -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (STYLES / "tokens.css").read_text()))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", rules(path))) - known == set()


def test_every_sheet_is_in_the_bundle_in_a_layer() -> None:
    bundle = "".join((STYLES / each).read_text() for each in BUNDLES)
    named = re.findall(r'@import "\./([^"]+)" layer\((?:reset|tokens|base|layout|components|utilities)\);', bundle)
    assert sorted(named) == [name(path) for path in SHEETS if path.name not in BUNDLES]


def palettes() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the light and both dark sets of colours as the sheet of tokens writes them."""
    text = (STYLES / "tokens.css").read_text()
    blocks = re.findall(r"color-scheme: (light|dark);(.*?)\}", text, flags=re.DOTALL)
    for index, (scheme, block) in enumerate(blocks[:3]):
        yield f"{scheme}-{index}", dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-quiet", "accent", "accent-firm") for ground in ("paper", "sheet", "well")],
    *[("ink", f"{wash}-wash") for wash in ("accent", "warn", "danger", "good", "sealed")],
    *[(colour, f"{colour}-wash") for colour in ("accent", "warn", "danger", "good", "sealed")],
    *[(colour, ground) for colour in ("warn", "danger", "good", "sealed") for ground in ("sheet", "well")],
    ("ink-quiet", "sealed-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-firm"),
    ("sheet", "ink"),
]
CONTROLS = [("line-firm", ground) for ground in ("paper", "sheet", "well")] + [("mark-two", "sheet")]


@pytest.mark.parametrize("palette", list(palettes()), ids=lambda palette: palette[0])
def test_text_and_controls_have_contrast(palette: tuple[str, dict[str, str]]) -> None:
    colours = palette[1]
    wanted = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in CONTROLS]
    found = [(one, other, contrast(colours[one], colours[other]), least) for one, other, least in wanted]
    weak = [pair for pair in found if pair[2] < pair[3]]
    assert weak == []


def test_the_two_ways_into_the_dark_have_the_same_colours() -> None:
    sets = [colours for _name, colours in palettes()]
    assert len(sets) == 3
    assert sets[1] == sets[2]
    assert sets[0].keys() - {key for key in sets[0] if key.startswith(("tlp", "qr"))} == sets[1].keys()
