"""Who an alert goes to and by when it is decided: rules that staff keep as a table, clocks, the ladder of the late, crises."""
