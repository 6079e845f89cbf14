"""Numbers and sums in words that several widgets write alike."""


def test_differences_are_written_with_a_power_of_ten(module):
    words = module("number_words")
    gaps = [0, 1.2e-12, 9.99e-7, 0.04, 3, 250]
    texts = words("(m, gaps) => gaps.map((gap) => m.differenceText(gap, 0))", gaps)
    assert texts == ["0", "1·10⁻¹²", "1·10⁻⁶", "4·10⁻²", "3·10⁰", "3·10²"]
    assert words("(m, value) => m.powerText(value, 2)", -115_605_504) == "-1.16·10⁸"


def test_long_sums_are_shortened(module):
    texts = module("number_words")(
        "(m, lists) => lists.map((terms) => m.shortened(terms))", [[*"123456789"], [*"123456789a"]]
    )
    assert texts == ["1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9", "1 + 2 + 3 + 4 + 5 + 6 + … + 9 + a"]
    assert module("number_words")('(m, terms) => m.shortened(terms, ", ")', ["a", "b"]) == "a, b"
