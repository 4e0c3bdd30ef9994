"""Outreach rounds: planned by the desk, carried out by a team, read and counted afterwards."""
