"""FilterLab's pictures: the book's own and the reader's files."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnlib import datasets
from cnnlib.widgets import FilterLab, filter_lab
from tests.filter_lab_cases import drawn


def test_patterns_are_those_of_cnnlib(module):
    call = module("pictures")
    assert sorted(call("(m) => m.PATTERN_NAMES")) == sorted(filter_lab.PATTERNS)
    for name in filter_lab.PATTERNS:
        height, width, data = call(
            "(m, name) => { const p = m.pattern(name); return [p.height, p.width, [...p.data]]; }", name
        )
        expected = filter_lab.picture_array(name)[0]
        np.testing.assert_allclose(np.reshape(data, (height, width)), expected, atol=1e-6, err_msg=name)


def test_digits_come_through(module):
    call = module("pictures")
    images, labels = datasets.digits()
    for digit, text in enumerate(FilterLab().digits):
        got = call("(m, text) => [...m.digitPicture(text).data]", text)
        np.testing.assert_array_equal(got, images[np.argmax(labels == digit)].ravel())


def test_photographs_come_through_small_and_nearly_as_they_are(module):
    call = module("pictures")
    photographs = FilterLab().photographs
    assert len(json.dumps(photographs)) <= 60_000
    for name, photograph in photographs.items():
        data = call(
            "async (m, url) => [...(await m.photographPicture(url)).data].filter((_, i) => i % 7 === 0)",
            photograph["url"],
        )
        expected = filter_lab.picture_array(name, color=True)
        assert np.abs(data - expected.ravel()[::7]).mean() < 0.02
        assert "CC BY 2.0" in photograph["credit"]


def test_gray_is_luma(module):
    x = np.random.default_rng(0).random((3, 2, 2)).astype(np.float32)
    got = module("pictures")(
        "(m, data) => [...m.grayPicture({ channels: 3, height: 2, width: 2, data }).data]", x.ravel().tolist()
    )
    np.testing.assert_allclose(got, np.tensordot([0.299, 0.587, 0.114], x, 1).ravel(), atol=1e-6)


def test_pictures_are_scaled_to_fit(module):
    call = module("pictures")
    cases = {(100, 50): [100, 50], (1024, 512): [256, 128], (9000, 3): [256, 1], (1, 1): [1, 1]}
    assert {size: call("(m, size) => m.fittedSize(...size)", list(size)) for size in cases} == cases


# The reader's files


@pytest.fixture
def lab(widget_page):
    """Return a page with a FilterLab that has drawn its picture."""
    page = widget_page(FilterLab(picture="disc", kernel="identity", color=True))
    expect(page.locator(".filter_lab-status")).not_to_be_empty()
    return page


def png(height, width, color=(255, 0, 0), mode="RGB", kind="PNG"):
    buffer = io.BytesIO()
    Image.new(mode, (width, height), color).save(buffer, kind)
    return buffer.getvalue()


def give(page, name, kind, content):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": kind, "buffer": content})


def stage_size(page):
    drawn(page)
    return page.evaluate(
        "(({ height, width }) => [height, width])(document.querySelector('.filter_lab-after'))"
    )


def first_pixel(page):
    """Return the sums of the magnifier, one a channel: with the identity, the pixel itself."""
    sums = []
    for name in "RGB":
        page.get_by_role("button", name=name, exact=True).click()
        drawn(page)
        sums.append(float(page.locator(".filter_lab-sum").inner_text()))
    return sums


def test_own_picture_is_shown_and_stays_here(lab):
    give(lab, "red.png", "image/png", png(30, 50))
    expect(lab.locator(".filter_lab-credit")).to_have_text(
        "“red.png”, opened here. A picture of yours and the camera's never leave this device."
    )
    assert stage_size(lab) == [30, 50]
    assert first_pixel(lab) == [1, 0, 0]
    assert lab.evaluate("window.model.get('picture')") == "disc"
    assert lab.get_by_label("Picture", exact=True).input_value() == "own"
    assert lab.watch.foreign_requests() == []


def test_named_picture_comes_back_after_the_own_one(lab):
    give(lab, "red.png", "image/png", png(30, 50))
    expect(lab.locator(".filter_lab-credit")).to_contain_text("red.png")
    lab.get_by_label("Picture", exact=True).select_option("disc")
    expect(lab.locator(".filter_lab-credit")).to_contain_text("computed here")
    assert stage_size(lab) == [256, 256]


def test_large_picture_is_scaled_and_a_small_one_kept(lab):
    give(lab, "huge.jpg", "image/jpeg", png(3000, 6000, kind="JPEG"))
    expect(lab.locator(".filter_lab-credit")).to_contain_text("huge.jpg")
    assert stage_size(lab) == [128, 256]
    give(lab, "dot.png", "image/png", png(1, 1))
    expect(lab.locator(".filter_lab-credit")).to_contain_text("dot.png")
    assert stage_size(lab) == [1, 1]


def test_transparent_picture_lies_on_white(lab):
    give(lab, "clear.png", "image/png", png(4, 4, (0, 0, 0, 0), "RGBA"))
    expect(lab.locator(".filter_lab-credit")).to_contain_text("clear.png")
    assert first_pixel(lab) == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "kind", "content", "words"),
    [
        ("notes.txt", "text/plain", b"words", "“notes.txt” is not a picture but text/plain."),
        ("torn.png", "image/png", png(9, 9)[:40], "“torn.png” cannot be read as a picture."),
        ("empty.png", "image/png", b"", "“empty.png” cannot be read as a picture."),
        ("raw", "", b"\x00\x01", "“raw” is not a picture but application/octet-stream."),
    ],
)
def test_what_is_no_picture_is_refused_in_words(lab, name, kind, content, words):
    give(lab, name, kind, content)
    expect(lab.locator(".filter_lab-picture-error")).to_contain_text(words)
    assert stage_size(lab) == [256, 256]
    assert lab.get_by_label("Picture", exact=True).input_value() == "disc"
    give(lab, "red.png", "image/png", png(3, 3))
    expect(lab.locator(".filter_lab-picture-error")).to_be_empty()


def test_too_large_a_file_is_refused_unread(module):
    call = """(m) => {
      return m.filePicture({ name: "a.png", type: "image/png", size: 5e7 }).catch((error) => error.message);
    }"""
    words = module("pictures")(call)
    assert words == "“a.png” has 50 MB; at most 40 MB are read."


DROP = """([name, kind, bytes]) => {
  const data = new DataTransfer();
  if (name) data.items.add(new File([new Uint8Array(bytes)], name, { type: kind }));
  const target = document.querySelector(".filter_lab-stage");
  for (const type of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_dropped_picture_is_opened(lab):
    lab.evaluate(DROP, ["red.png", "image/png", list(png(7, 5))])
    expect(lab.locator(".filter_lab-credit")).to_contain_text("red.png")
    assert stage_size(lab) == [7, 5]
    lab.evaluate(DROP, ["", "", []])
    expect(lab.locator(".filter_lab-picture-error")).to_have_text(
        "That was no file. Drop a picture file here."
    )


def test_last_choice_wins(lab):
    lab.evaluate("""() => {
      const real = window.createImageBitmap;
      window.createImageBitmap = async (file) => {
        await new Promise((done) => setTimeout(done, 300));
        return real(file);
      };
    }""")
    give(lab, "late.png", "image/png", png(3, 3))
    lab.get_by_label("Picture", exact=True).select_option("ramp")
    lab.wait_for_timeout(600)
    assert lab.get_by_label("Picture", exact=True).input_value() == "ramp"
    assert stage_size(lab) == [256, 256]
