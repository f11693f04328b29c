"""Carrying out what the policy decided: `acting.carry_out`."""
