"""Answers written by a language model from numbered passages, whose citations the program resolves and checks."""
