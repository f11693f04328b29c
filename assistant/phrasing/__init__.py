"""Deterministic English and Chinese sentences for every case."""
