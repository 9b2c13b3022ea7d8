"""Text: what of it is shown, its words and their forms, its passages."""
