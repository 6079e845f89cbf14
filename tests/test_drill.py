"""The drill in Python, and its behavior in Chromium."""

import pytest
import traitlets

from cnnlib.widgets.drill import Drill
from cnnlib.widgets.drill_topics import TOPICS


def test_topics_are_listed_and_unknown_ones_refused():
    assert Drill.topics()["same-padding"] == "Padding for “same”"
    assert Drill().chosen == list(TOPICS)
    assert Drill(topics=["weights", "weights"]).chosen == ["weights"]
    with pytest.raises(ValueError, match=r"topics must be one or more of output-size, .*; got 'sizes'"):
        Drill(topics=["sizes"])
    with pytest.raises(ValueError, match="got none"):
        Drill(topics=[])
    with pytest.raises(ValueError, match="got none"):
        Drill(chosen=[])
    with pytest.raises(ValueError, match="topic must be empty or one of weights; got 'separable'"):
        Drill(topics=["weights"], topic="separable")


@pytest.mark.parametrize(
    "bad", [{"seed": -1}, {"seed": 1.5}, {"seed": "1"}, {"number": 0}, {"number": 2**31}]
)
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(traitlets.TraitError):
        Drill(**bad)


def test_fallback_teaches_without_javascript():
    html = Drill(topics=["convolution-value"]).fallback()
    assert "<details><summary>Solution</summary>" in html
    assert "The answer is 23." in html
    assert "<script" not in html
    assert len(html) < 12_000


PRESENT = """(which) => {
  const { state } = model;
  const names = state.topic ? [state.topic] : state.chosen;
  const { answer, mistakes } = window.modules.drill_questions.question(names, state.seed, state.number);
  return which === "right" ? [answer.value, ""] : [mistakes[0].value, mistakes[0].says];
}"""


@pytest.fixture
def drill(widget_page):
    """Return a page with a drill on output sizes and weights, seed 3, and what stands in it."""
    return widget_page(Drill(topics=["output-size", "weights"], seed=3))


def texts(page):
    part = {name: f".drill-{name}" for name in ("count", "streak", "verdict", "note", "main", "steps")}
    return {
        name: " ".join(page.locator(selector).all_text_contents()).strip() for name, selector in part.items()
    }


def answer(page, which="right"):
    """Type the right answer, or one that the question knows as a slip; return what is said about the slip."""
    value, says = page.evaluate(PRESENT, which)
    page.get_by_label("Your answer").fill(str(value[0]))
    page.keyboard.press("Enter")
    return says


def test_enter_checks_and_enter_again_goes_on(drill):
    first = texts(drill)
    assert first["count"].startswith("Question 1 · ")
    answer(drill)
    after = texts(drill)
    assert after["verdict"].startswith("Right: ")
    assert after["steps"]
    assert (after["streak"], after["main"]) == ("1 in a row · best 1", "Next question")
    drill.keyboard.press("Enter")
    assert texts(drill)["count"].startswith("Question 2 · ")
    assert texts(drill)["steps"] == ""
    assert drill.evaluate("document.activeElement.className") == "drill-input"
    assert drill.get_by_label("Your answer").input_value() == ""


def test_a_slip_is_named_breaks_the_streak_and_can_be_mended(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    says = answer(drill, "wrong")
    assert texts(drill)["verdict"] == says
    assert texts(drill)["streak"] == "0 in a row · best 1"
    assert texts(drill)["main"] == "Check"
    answer(drill)
    assert texts(drill)["verdict"].startswith("Right: ")
    assert texts(drill)["streak"] == "0 in a row · best 1"


def test_nonsense_is_refused_beside_the_field_and_costs_nothing(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    before = texts(drill)
    field = drill.get_by_label("Your answer")
    field.fill("many")
    drill.get_by_role("button", name="Check", exact=True).click()
    assert "“many” cannot be read" in texts(drill)["note"]
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()
    assert drill.locator(f"#{described[-1]}").text_content() == texts(drill)["note"]
    assert texts(drill)["streak"] == before["streak"]
    assert texts(drill)["verdict"] == before["verdict"]
    answer(drill)
    assert texts(drill)["note"] == ""
    assert field.get_attribute("aria-invalid") == "false"
    assert texts(drill)["streak"] == "2 in a row · best 2"


def test_the_solution_breaks_the_streak_and_skipping_does_not(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    drill.get_by_role("button", name="Skip").click()
    assert texts(drill)["count"].startswith("Question 3 · ")
    assert texts(drill)["streak"] == "1 in a row · best 1"
    drill.get_by_role("button", name="Show solution").click()
    assert texts(drill)["streak"] == "0 in a row · best 1"
    assert texts(drill)["verdict"].startswith("The answer is ")
    assert texts(drill)["steps"]
    assert drill.get_by_role("button", name="Show solution").is_disabled()


def test_one_topic_can_be_chosen_and_reset_brings_all_back(drill):
    drill.get_by_label("Topic").select_option("weights")
    for number in (1, 2, 3):
        assert texts(drill)["count"] == f"Question {number} · Weights in a layer"
        drill.get_by_role("button", name="Skip").click()
    drill.get_by_role("button", name="Reset").click()
    assert drill.evaluate("[model.get('topic'), model.get('number'), model.get('seed')]") == ["", 1, 3]
    assert texts(drill)["count"].startswith("Question 1 · ")


def test_touch(widget_page):
    page = widget_page(Drill(topics=["separable"], seed=1), touch=True, width=340)
    page.get_by_role("button", name="Show solution").tap()
    page.get_by_role("button", name="Next question").tap()
    assert texts(page)["count"] == "Question 2 · Separable kernels"
    assert page.get_by_label("Topic").is_hidden()


def test_without_a_seed_numbers_are_fresh_and_the_address_stays_clean_until_the_reader_acts(widget_page):
    pages = [widget_page(Drill(topics=["weights"])) for _ in range(3)]
    assert [page.evaluate("[model.get('seed'), saved]") for page in pages] == [[None, 0]] * 3
    asked = {page.locator(".drill-place").text_content() for page in pages}
    assert len(asked) > 1
    before = pages[0].locator(".drill-place").text_content()
    pages[0].get_by_role("button", name="Show solution").click()
    assert pages[0].evaluate("Number.isInteger(model.get('seed'))")
    assert pages[0].locator(".drill-place").text_content() == before


def test_reset_without_a_seed_gives_fresh_numbers(widget_page):
    page = widget_page(Drill(topics=["weights"]))
    page.get_by_role("button", name="Skip").click()
    before = page.locator(".drill-place").text_content()
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("[model.get('number'), model.get('seed')]") == [1, None]
    assert page.locator(".drill-place").text_content() != before


def test_the_kernel_can_change_every_trait(drill):
    drill.evaluate("model.set('number', 4)")
    assert texts(drill)["count"].startswith("Question 4 · ")
    before = drill.locator(".drill-place").text_content()
    drill.evaluate("model.set('seed', 99)")
    assert drill.locator(".drill-place").text_content() != before
    drill.evaluate("model.set('chosen', ['separable'])")
    assert texts(drill)["count"] == "Question 4 · Separable kernels"


def test_link_only_in_the_published_page(widget_page):
    page = widget_page(Drill(seed=1), static=True)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert widget_page(Drill(seed=1), static=False).get_by_role("button", name="Copy link").count() == 0


def test_address_states_are_checked(module):
    check = module("drill")
    good = {"chosen": ["weights"], "topic": "", "seed": None, "number": 1}
    refusal = "(m, state) => m.default.check(state)"
    assert check(refusal, good) is None
    assert check(refusal, good | {"topic": "weights", "seed": 7, "number": 30}) is None
    for bad, says in [
        ({"chosen": []}, "chosen must list topics out of output-size"),
        ({"chosen": ["toString"]}, "chosen must list topics"),
        ({"chosen": "weights"}, "chosen must list topics"),
        ({"topic": "separable"}, "topic must be one of the chosen ones"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": "1"}, "seed must be a whole number"),
        ({"number": 0}, "number must be a whole number, 1 or more"),
        ({"number": 1.5}, "number must be a whole number, 1 or more"),
    ]:
        assert says in check(refusal, good | bad)


def test_nothing_moves_and_nothing_overflows(widget_page):
    for width in (1200, 700, 340, 320):
        page = widget_page(Drill(seed=5), width=width)
        heights = set()
        for number in range(1, 16):
            page.evaluate("(number) => model.set('number', number)", number)
            heights.add(page.evaluate("el.offsetHeight"))
            page.get_by_role("button", name="Show solution").click()
            heights.add(page.evaluate("el.offsetHeight"))
        assert len(heights) == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_reserved_height_is_the_drawn_height(widget_page):
    for width in (1200, 700, 340):
        page = widget_page(Drill(seed=5), width=width)
        reserved = page.evaluate(
            "() => { const mount = document.createElement('div'); mount.className = 'cnn-mount'; "
            "mount.dataset.stem = 'drill'; document.body.append(mount); return mount.offsetHeight; }"
        )
        assert abs(reserved - page.evaluate("el.offsetHeight")) <= 8


def test_clean_up_lets_go_of_the_model(drill):
    drill.evaluate("cleanUp()")
    drill.evaluate("model.set('number', 9)")
    assert drill.evaluate("el.childElementCount") == 0


def test_the_streak_works_where_storage_is_closed_or_broken(module):
    streak = module("drill_streak")
    result = streak("""(m) => {
      const key = "test";
      const seen = [];
      const storage = (store) =>
        Object.defineProperty(window, "localStorage", { configurable: true, ...store });
      storage({ get() { throw new Error("closed"); } });
      let kept = m.drillStreak(key);
      kept.add();
      kept.add();
      kept.clear();
      seen.push(kept.read());
      const texts = new Map([[key, "not JSON"]]);
      const getItem = (name) => texts.get(name) ?? null;
      storage({ value: { getItem, setItem: (name, text) => texts.set(name, text) } });
      kept = m.drillStreak(key);
      seen.push(kept.read());
      kept.add();
      seen.push(m.drillStreak(key).read(), m.drillStreak("other").read());
      return seen;
    }""")
    assert result == [
        {"now": 0, "best": 2},
        {"now": 0, "best": 0},
        {"now": 1, "best": 1},
        {"now": 0, "best": 0},
    ]
