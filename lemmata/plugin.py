"""The pytest plugin: collects theorem files into items (under construction in this commit)."""
