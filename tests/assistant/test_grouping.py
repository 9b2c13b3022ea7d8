"""What a sweep found, by year and by venue."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import NO_VENUE, NO_YEAR, Counted, JudgedWork, Verdict, by_venue, by_year

D, M, N, U = Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO, Verdict.UNKNOWN


def judged(key: str, verdict: Verdict, year: int | None = None, venue: str | None = None) -> JudgedWork:
    return JudgedWork(key=key, title=key, authors=(), year=year, venue=venue, verdict=verdict, citations=())


def test_years_are_in_order_with_what_was_decided_of_each() -> None:
    works = [
        judged("a", D, 2022),
        judged("b", N, 2020),
        judged("c", D, None),
        judged("d", M, 2022),
        judged("e", D, 2022),
        judged("f", U, 2022),
        judged("g", U, 2019),
    ]
    assert by_year(works) == (
        Counted("2020", 0, 1, ()),
        Counted("2022", 2, 3, ("a", "e")),
        Counted(NO_YEAR, 1, 1, ("c",)),
    )


def test_venues_are_sorted_by_how_many_of_their_works_discuss_the_topic() -> None:
    works = [
        judged("a", D, venue="Sensors"),
        judged("b", D, venue=None),
        judged("c", D, venue=" "),
        judged("d", N, venue="Electronics"),
        judged("e", D, venue="IEEE Access"),
        judged("f", D, venue="IEEE  ACCESS"),
        judged("g", N, venue="IEEE Access"),
        judged("h", Verdict.UNREADABLE, venue="IEEE Access"),
    ]
    assert by_venue(works) == (
        Counted("IEEE Access", 2, 3, ("e", "f")),
        Counted("Sensors", 1, 1, ("a",)),
        Counted(NO_VENUE, 2, 2, ("b", "c")),
    )


def test_no_works_make_no_groups() -> None:
    assert by_year([]) == by_venue([]) == ()


VERDICTS = st.sampled_from(list(Verdict))
VENUES = (
    st.none() | st.text() | st.sampled_from(["ICSE", "Proc. ICSE", "Journal of Systems and Software", "JSS", "arXiv"])
)


@given(st.lists(st.tuples(VERDICTS, st.none() | st.integers(1, 2199), VENUES)))
def test_every_work_that_discusses_is_in_one_group(rows: list[tuple[Verdict, int | None, str | None]]) -> None:
    works = [judged(str(i), verdict, year, venue) for i, (verdict, year, venue) in enumerate(rows)]
    for groups in (by_year(works), by_venue(works)):
        assert sorted(key for group in groups for key in group.keys) == sorted(w.key for w in works if w.verdict is D)
        assert all(group.number == len(group.keys) <= group.decided for group in groups)
        assert len({group.name for group in groups}) == len(groups)
    assert sum(group.decided for group in by_year(works)) == sum(work.verdict in (D, M, N) for work in works)
