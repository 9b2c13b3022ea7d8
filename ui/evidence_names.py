"""What kinds of evidence are called on screen: a researcher's own summary must not pass for the paper."""

from index.sources import Evidence

_NAMES = {
    Evidence.PAPER: "paper",
    Evidence.SUMMARY: "your summary",
    Evidence.ABSTRACT: "abstract",
    Evidence.TITLE: "title",
}


def evidence_name(kind: Evidence) -> str:
    """The kind in words."""
    return _NAMES[kind]
