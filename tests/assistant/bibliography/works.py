"""A few works made by hand, for tests of facts and of the questions after them."""

from assistant.questions.question import Known
from index.entries import WorkEntry


def work(
    key: str,
    title: str,
    authors: tuple[str, ...] = (),
    year: int | None = None,
    venue: str | None = None,
    cites: tuple[str, ...] = (),
    cited_by: tuple[str, ...] = (),
) -> WorkEntry:
    return WorkEntry(key, title, title, authors, year, venue, None, (f"{key}.txt",), cites, cited_by)


REVIEW = work(
    "stone2022review",
    "Tides: A Review of Harbour Models",
    ("Ada Stone", "Müller, K."),
    2022,
    "Journal of Coastal Engineering",
    cited_by=("hill2023silt", "reed2024silts"),
)
SILT = work(
    "hill2023silt",
    "Silt in Harbours",
    ("B. Hill", "Stone, A."),
    2023,
    "J. Coastal Eng.",
    cites=("stone2022review",),
    cited_by=("reed2024silts",),
)
SILTS = work(
    "reed2024silts",
    "On Silts and Sands",
    ("Cleo Reed", "Klaus Mueller"),
    2024,
    cites=("hill2023silt", "stone2022review"),
)
UNDATED = work("hillsand", "Sand", ("Bruno Hill",))
KNOWN = Known((SILT, UNDATED, SILTS, REVIEW))
