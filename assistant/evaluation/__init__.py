"""Measuring Refdesk: on collections with known answers, and on the questions that a user has saved."""
