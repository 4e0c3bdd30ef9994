"""The pages of connectors and templates, and the address that providers call."""
