"""Where people can be brought tonight: what each house says of its own places. When stays are kept, they will be counted instead."""
