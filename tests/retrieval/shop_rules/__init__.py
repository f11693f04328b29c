"""Tests of shops' own rules."""
