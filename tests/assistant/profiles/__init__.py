"""Tests of shopper profiles."""
