"""Grounded, streamed answers: `answerer.Answerer`."""
