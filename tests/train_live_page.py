"""What the tests of TrainLive in a page do again and again."""

import re

TRAINED = """(epochs) => new Promise((resolve) => {
  const words = el.querySelector(".train_live-progress");
  const epoch = () => Number(/epoch ([\\d.]+)/.exec(words.textContent)?.[1] ?? 0);
  const look = () => (epoch() >= epochs ? resolve() : setTimeout(look, 50));
  look();
})"""


def text(page, name):
    return page.locator(f".train_live-{name}").first.text_content()


def wait(page, name, words):
    """Wait until a part of the widget says something; return all that it says."""
    page.locator(f".train_live-{name}").first.filter(has_text=re.compile(words)).wait_for(state="attached")
    return text(page, name)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def shown(page):
    """Wait until the first news of the worker are shown."""
    wait(page, "progress", "step")
    return page
