"""Questions answered from the facts of the catalogue alone: who, when, where, how many, which cites which."""
