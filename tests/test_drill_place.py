"""The place kept for a widget until its script draws it: on screens where scripts run, nowhere else."""

import pytest

from cnnlib.widgets import base

MOUNT = """<!doctype html><style>{style}</style>
<div class="cnn-mount" data-stem="{stem}"><noscript></noscript></div>"""


@pytest.mark.parametrize("stem", ["drill", "conv_explorer"])
@pytest.mark.parametrize(
    ("scripts", "media", "kept"),
    [(True, "screen", True), (True, "print", False), (False, "screen", False), (False, "print", False)],
)
def test_place_is_kept_only_where_a_script_will_fill_it(open_page, stem, scripts, media, kept):
    page = open_page(java_script_enabled=scripts)
    page.set_content(MOUNT.format(style=base.style(stem), stem=stem))
    page.emulate_media(media=media)
    box = page.locator(".cnn-mount").bounding_box()
    assert (box["height"] > 300) == kept
    assert box["height"] == 0 or kept
