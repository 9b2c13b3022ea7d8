"""Answers that a language model writes from numbered passages; the program resolves and checks its citations."""
