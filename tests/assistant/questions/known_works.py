"""A few works of a test's own, which questions may name."""

from datetime import date

from assistant.questions.question import Known
from index.entries import WorkEntry


def work(key: str, title: str, authors: tuple[str, ...], year: int | None, venue: str | None = None) -> WorkEntry:
    return WorkEntry(key, title, title, authors, year, venue, None, (f"{key}.md",), (), ())


KNOWN = Known(
    (
        work("faubel2022mlops", "Is MLOps different in Industry 4.0?", ("Leonhard Faubel", "Klaus Schmid"), 2022),
        work("faubel2023mlops", "MLOps Challenges in Industry 4.0", ("Faubel, L.", "Schmid, K."), 2023),
        work(
            "john2021towards",
            "Towards MLOps: A Framework and Maturity Model",
            ("Meenu Mary John", "Helena Holmström Olsson", "Jan Bosch"),
            2021,
            "Euromicro Conference on Software Engineering and Advanced Applications (SEAA)",
        ),
        work("john2023exploring", "Exploring Trade-Offs in MLOps Adoption", ("Meenu Mary John", "Jan Bosch"), 2023),
        work("mueller2020drift", "Drift Everywhere", ("Jürgen Müller",), 2020, "IEEE Software"),
        work("symeonidis2022mlops", "MLOps - Definitions, Tools and Challenges", ("Georgios Symeonidis",), 2022),
        work("johnson2023oceanbench", "OceanBench: The Sea Surface Height Edition", ("J. E. Johnson",), 2023),
        work("chen2019long", "Long Models of Data", ("Min Chen", "Wei Long"), 2019, "Journal of Systems and Software"),
    ),
    date(2026, 3, 1),
)
