"""Understanding what is asked, without a language model."""
