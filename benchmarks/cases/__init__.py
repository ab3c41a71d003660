"""The benchmarks, one module a case; see `lemmata.bench.Case`."""
