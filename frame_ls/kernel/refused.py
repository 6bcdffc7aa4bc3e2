"""The one way in which the kernel says no."""

from __future__ import annotations


class Refused(Exception):
    """Evidence that does not show what it should. The text says where and why, for whoever wrote the search."""
