"""The deterministic half of understanding: what words say without a model."""
