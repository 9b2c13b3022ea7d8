"""What was searched and what could not be seen, for an answer that finds nothing."""

from assistant.wording import unseen
from index.filters import Filter
from index.search import Search
from index.sources import Evidence


def nothing_found(search: Search, only: Filter) -> str:
    """Why there is no answer: how many works were searched, and how many of them cannot be seen into."""
    catalogue = search.catalogue
    works = {work.key for work in catalogue.works(only)}
    if not works:
        return f"No work passes the filter ({only})." if only else "The corpus holds no work yet."
    admitted = catalogue.admitted(only)
    told = (place for place in catalogue.places() if admitted is None or place.rowid in admitted)
    dark = works - {place.work for place in told if place.evidence is not Evidence.TITLE}
    unread = len(dark & catalogue.unreadable().keys())
    of_works = f"the {len(works)} works" if len(works) > 1 else "the one work"
    passing = f" that {'pass' if len(works) > 1 else 'passes'} the filter ({only})" if only else ""
    unknown = len(dark) - unread
    # Asked for notes alone, a work without notes may well be known by more than its title.
    why = unseen(unknown, only.evidence) if only.evidence else "known by title only"
    return f"No passage of {of_works}{passing} answers this; {unknown} {why}, {unread} could not be read."
