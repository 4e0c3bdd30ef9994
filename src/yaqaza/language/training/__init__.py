"""How the weights of ``yaqaza.language.model`` are learned from labelled texts; numpy is all it needs."""
