"""Where the areas come from: packages of public data, read at set-up into one list of records per country."""
