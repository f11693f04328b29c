"""The proof of the claims checker: `python -m tests.benchmarks.claims`."""
