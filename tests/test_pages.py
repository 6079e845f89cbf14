"""The built pages as readers open them: served or from disk, with JavaScript or without, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import site

PAGES = site.pages()
READY = "() => [...document.querySelectorAll('.cnn-mount')].every((each) => each.dataset.ready)"


@pytest.fixture(scope="session")
def server():
    """Return the address of the served site."""
    with site.served() as address:
        yield address


@pytest.fixture(params=["http", "file"])
def origin(request):
    """Return the address under which the site's pages stand: served, then from disk."""
    return request.getfixturevalue("server") if request.param == "http" else site.SITE.as_uri()


@pytest.fixture
def visit(open_page):
    """Return ``visit(origin, name, …)``, which opens a page and waits until its widgets run."""

    def visit(origin, name, *, fragment="", **options):
        page = open_page(**options)
        page.goto(f"{origin}/book/{name}.html{fragment}")
        if options.get("java_script_enabled", True):
            page.wait_for_function(READY)
        return page

    return visit


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_and_asks_no_other_host(visit, origin, name):
    page = visit(origin, name)
    assert page.locator("h1").count() >= 1
    check_widgets(page)
    check_figures(page)
    check_ids(page)
    assert page.watch.foreign_requests(origin) == []


def check_widgets(page):
    """Check that every widget draws something."""
    mounts = page.locator(".cnn-mount").all()
    assert len(mounts) == page.content().count('class="cnn-mount"')
    for mount in mounts:
        box = mount.locator(".cnn-widget").first.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 60
        assert mount.locator("[aria-live], [role=status]").count() >= 1


def check_figures(page):
    """Check that every figure has a text alternative."""
    images = page.locator("article img").all()
    assert [each.get_attribute("src") for each in images if not each.get_attribute("alt")] == []
    drawings = page.locator("article .cnn-figure svg").all()
    assert [each.get_attribute("id") for each in drawings if not each.get_attribute("aria-label")] == []


def check_ids(page):
    """Check that no name stands twice."""
    ids = page.eval_on_selector_all("[id]", "(all) => all.map((el) => el.id)")
    assert sorted(each for each in set(ids) if ids.count(each) > 1) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_needs_no_sideways_scrolling(visit, server, name):
    page = visit(server, name, width=360, height=740, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    too_wide = page.eval_on_selector_all(
        ".cnn-widget",
        "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)",
    )
    assert too_wide == []


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_figures_stand_in_for_widgets(visit, server, name):
    page = visit(server, name, java_script_enabled=False)
    for mount in page.locator(".cnn-mount").all():
        assert mount.locator("svg, table, img, details, pre").first.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(visit, server, name, theme):
    page = visit(server, name, color_scheme=theme, reduced_motion="reduce")
    page.add_style_tag(
        content="*, *::before, *::after { animation: none !important; transition: none !important; }"
    )
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    options = {"runOnly": ["wcag2a", "wcag2aa"], "preload": False}
    found = Axe().run(page, context="article", options=options)
    assert found.violations_count == 0, found.generate_report()


def test_an_address_sets_a_widget(visit, origin):
    page = visit(origin, "02-convolution", fragment="#conv-explorer?flip=true&position=2")
    widget = page.locator("#conv-explorer")
    assert widget.get_by_role("button", name="Convolution ∗").get_attribute("aria-pressed") == "true"
    assert widget.get_by_role("slider", name="Output").input_value() == "2"
    assert page.locator("#conv-explorer .cnn-address-note").count() == 0
    assert page.locator("#conv-explorer").evaluate("(el) => Math.abs(el.getBoundingClientRect().top)") < 200


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("stride=[0,1]", "stride"),
        ("kernel=[[1,2],[3]]", "kernel"),
        ("flip=per", "is no value for flip"),
        ("colour=3", "has no setting named “colour”"),
    ],
)
def test_a_broken_address_falls_back_with_a_note(visit, origin, query, complaint):
    page = visit(origin, "02-convolution", fragment=f"#conv-explorer?{query}")
    note = page.locator("#conv-explorer .cnn-address-note").inner_text()
    assert "cannot be shown" in note
    assert complaint in note


def test_an_address_of_a_missing_widget_gets_a_note(visit, origin):
    page = visit(origin, "02-convolution", fragment="#conv-explorr?flip=true")
    note = page.locator("article > .cnn-address-note")
    note.wait_for()
    assert "“conv-explorr”, which is not on this page" in note.inner_text()
    page.evaluate("location.hash = '#conv-explorer?flip=true'")
    note.wait_for(state="detached")


def test_a_change_is_written_to_the_address(visit, origin):
    page = visit(origin, "02-convolution")
    cell = page.locator("#conv-explorer [role=gridcell]").first
    cell.click()
    page.locator("#conv-explorer button", has_text="Step").or_(
        page.locator("#conv-explorer button[aria-label*=tep i]")
    ).first.click()
    page.wait_for_function("location.hash.startsWith('#conv-explorer?')", timeout=5000)
    again = visit(origin, "02-convolution", fragment=page.evaluate("location.hash"))
    assert again.locator("#conv-explorer .cnn-address-note").count() == 0


def test_the_buttons_lead_to_the_notebook(visit, server):
    page = visit(server, "02-convolution")
    colab = page.locator("a[href*='colab']").first.get_attribute("href")
    assert colab.endswith("/blob/main/book/02-convolution.ipynb")
    download = page.locator("a[href$='notebooks/02-convolution.ipynb']").first.get_attribute("href")
    assert (site.SITE / "book" / download).resolve().is_file()


def test_chapters_have_no_slider_that_would_be_dead():
    for path in (site.ROOT / "book").glob("*.md"):
        assert not re.search(r"\binteract(ive|_manual)?\(", path.read_text(encoding="utf-8")), path.name


def test_no_page_loads_a_script_twice_or_one_that_nobody_needs(visit, server):
    page = visit(server, "02-convolution")
    scripts = [url.split("?")[0] for url in page.watch.requests if ".js" in url]
    assert len(scripts) == len(set(scripts))
    assert not any(word in url for url in scripts for word in ("fontawesome", "mathjax", "require", "thebe"))
