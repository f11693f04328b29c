"""Tests of mined and approved pairs."""
