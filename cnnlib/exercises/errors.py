"""What a failed check raises."""


class WrongAnswer(AssertionError):
    """An answer is wrong; the message says where, and what may be behind it.

    In a notebook the message is shown alone, without the lines of the library that found the mistake.
    """

    def _render_traceback_(self):
        return [str(self)]
