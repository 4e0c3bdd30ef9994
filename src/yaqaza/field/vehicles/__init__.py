"""Vehicles: trips, fuel, and what a month comes to."""
