"""The independent checker of what a reply claims: `checker.Checker`, `types.Grounds`, `types.Verdict`."""
