"""How instances are drawn: structure by Hypothesis, bulk by a seeded generator."""
