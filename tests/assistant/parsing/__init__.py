"""Tests of the deterministic parser."""
