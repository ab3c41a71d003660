"""Audits of the suite itself: what it refuses, what it misses."""
