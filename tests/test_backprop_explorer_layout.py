"""BackpropExplorer's layout in Chromium: its place, its numbers, its themes."""

import pytest

from cnnlib.widgets import BackpropExplorer
from tests import backprop_explorer_cases as cases
from tests import browser


def test_numbers_keep_within_their_cells(widget_page):
    long = {"input": [[99, -88, 77]] * 3, "kernel": [[-7, 8], [9, 0.5]], "padding": 3}
    page = widget_page(BackpropExplorer(grad_output=[[-12.5, 30, 4, 1, 1, 1, 1, 1]] * 8, **long))
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    wide = """(cells) => cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getBoundingClientRect().width / cell.offsetWidth;
    })"""
    for width in (624, 328):
        page.set_viewport_size({"width": width, "height": 900})
        widths = page.locator(".backprop_explorer-scroll .conv_explorer-cell").evaluate_all(wide)
        assert max(widths) <= 1.1, width
        page.evaluate(
            "(state) => model.set(state)", cases.LARGEST | {"view": "weight", "grad_output": [[1] * 10] * 10}
        )
        page.wait_for_timeout(20)
        workings = page.locator(".backprop_explorer-workings")
        assert workings.evaluate("(root) => root.scrollWidth <= root.clientWidth"), width
        page.get_by_role("button", name="Reset").click()


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(BackpropExplorer())
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    moderate = [
        {"view": "weight", "padding": 1, "stride": 2},
        {"operation": "max", "view": "input", "input_position": 6, "padding": 0, "stride": 1},
    ]
    small = {
        "operation": "convolution",
        "input": [[1, 2], [3, 4]],
        "kernel": [[2]],
        "grad_output": [[1, 2], [3, 4]],
    }
    places = {"view": "send", "position": 3, "input_position": 0, "weight_position": 0, "step_by_step": True}
    moderate.append(small | {"stride": 2, "padding": 1} | places)
    for width in (1200, 600, 360, 328):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_role("button", name="Reset").click()
        height = page.evaluate("el.offsetHeight")
        assert browser.reserved_height(page, "backprop_explorer") == pytest.approx(height, abs=24), width
        for state in moderate:
            page.evaluate("(state) => model.set(state)", state)
            page.wait_for_timeout(20)
            assert page.evaluate("el.offsetHeight") == height, (width, state)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Reset").click()
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "backprop_explorer") == []
