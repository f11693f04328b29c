"""The conversation: understanding, state, policy and answers that are checked before they are sent."""
