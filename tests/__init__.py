"""Tests of the library, the widgets, the notebooks and the built pages."""
