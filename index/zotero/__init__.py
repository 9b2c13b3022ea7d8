"""A Zotero library as part of the corpus: its database is copied and read, never written."""
