"""Labeled utterances and conversations; README.md says how they were written."""
