"""Search for persons by anything that is known of them: see ``people.queries.search``."""
