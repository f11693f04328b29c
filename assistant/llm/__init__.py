"""Language-model engines behind one protocol, and the registry of models."""
