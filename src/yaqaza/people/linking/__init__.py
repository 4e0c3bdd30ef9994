"""Batch linkage: every record of the registry against every other, by Splink on our own comparisons (``yaqaza link``).

``records`` what is compared · ``blocking`` which pairs are worth comparing · ``naming`` how alike their names are · ``model`` the weights
and Splink · ``engine`` all of it in order. Nothing here is imported by web workers: DuckDB, Arrow and Splink are an extra (``link``).
"""
