"""A kept answer for use elsewhere, a module for each format."""
