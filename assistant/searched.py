"""What was searched and what could not be seen, for an answer that finds nothing."""

from index.filters import Filter
from index.search import Search
from index.sources import Evidence


def nothing_found(search: Search, only: Filter) -> str:
    """Why there is no answer: how many works were searched, and how many of them cannot be seen into."""
    catalogue = search.catalogue
    works = {work.key for work in catalogue.works(only)}
    if not works:
        return f"No work passes the filter ({only})." if only else "The corpus holds no work yet."
    dark = works - {place.work for place in catalogue.places() if place.evidence is not Evidence.TITLE}
    unread = len(dark & catalogue.unreadable().keys())
    passing = f" that pass the filter ({only})" if only else ""
    return (
        f"No passage of the {len(works)} works{passing} answers this; {len(dark) - unread} of them are known by title"
        f" only, {unread} could not be read."
    )
