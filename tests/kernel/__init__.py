"""Tests of the proof kernel."""
