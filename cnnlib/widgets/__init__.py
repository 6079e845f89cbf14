"""Widgets that live in notebooks with a kernel and in the published page without one."""
