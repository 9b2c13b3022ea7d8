"""Text: its visible characters, its words and their forms, its passages."""
