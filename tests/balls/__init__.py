"""Tests of rigorous enclosures against python-flint."""
