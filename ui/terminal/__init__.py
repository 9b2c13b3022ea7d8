"""Drawing answers, reports and progress in a terminal."""
