"""The pages of monitoring, and the address that providers call."""
