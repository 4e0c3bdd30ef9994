"""Who is on duty when: the roster of an organisation, its gaps, and leave."""
