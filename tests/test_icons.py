"""The icons of the built pages: the fonts hold those that are shown, and hardly more."""

from fontTools.ttLib import TTFont

from tests import browser, site

FONTS = site.SITE / "_static" / "vendor" / "fontawesome" / "webfonts"
HEAVIEST = 10_000
SHOWN = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  ["::before", "::after"].flatMap((place) => {
    const { content, fontFamily } = getComputedStyle(element, place);
    return fontFamily.includes("Awesome") && content.length === 3 ? [content.codePointAt(1)] : [];
  }))"""


def characters():
    """Return the characters that the site's icon fonts have."""
    return {code for path in FONTS.glob("*.woff2") for code in TTFont(path).getBestCmap()}


def test_every_icon_that_a_page_shows_is_in_a_font(chromium):
    page = chromium.new_page()
    shown = set()
    for name in ("intro", "02-convolution"):
        browser.Watch(page)
        page.goto((site.SITE / "book" / f"{name}.html").as_uri())
        shown |= set(page.evaluate(SHOWN))
    page.close()
    assert len(shown) > 10
    assert shown <= characters()


def test_the_fonts_are_small():
    sizes = {path.name: path.stat().st_size for path in FONTS.glob("*.woff2")}
    assert len(sizes) == 3
    assert max(sizes.values()) < HEAVIEST, sizes
