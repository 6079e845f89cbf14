"""Draw the live widget that the README shows: ``python -m tools.pictures``, after ``make site``."""

from tests import browser, site

TARGET = site.ROOT / "book" / "_static" / "conv_explorer.png"


def main():
    """Photograph ConvExplorer on the front page, two steps into its example."""
    with browser.chromium() as started:
        page = started.new_page(viewport={"width": 1440, "height": 1400})
        page.goto(f"{site.SITE.as_uri()}/book/intro.html")
        widget = page.locator("#conv-explorer[data-ready]")
        for _ in range(2):
            widget.get_by_role("button", name="Step").click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        widget.screenshot(path=TARGET)
    print(TARGET.relative_to(site.ROOT))


if __name__ == "__main__":
    main()
