"""Question–answer pairs mined from past service conversations and approved by an agent."""
