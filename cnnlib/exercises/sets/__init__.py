"""The tasks of the book: one module a set, each with a list ``TASKS``."""
