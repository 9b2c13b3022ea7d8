"""Parse questions, without a language model."""
