"""Tests of what is learned offline."""
