"""Names of venues compared: one notion, which every place that compares them agrees with."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answers import JudgedWork, Verdict
from assistant.answers import by_venue as swept_by_venue
from assistant.bibliography.fitting import by_venue as catalogued_by_venue
from index.doctor import conflicts
from index.entries import WorkEntry
from index.sources import Record
from index.works.facts import Comparison
from index.works.filters import is_venue
from index.works.venues import compared, is_other_volume, is_preprint_venue, one_name_each, same_venue
from index.works.works import match_works

ICSE = "International Conference on Software Engineering"
TSE = "IEEE Transactions on Software Engineering"
LNCS = "Lecture Notes in Computer Science"
PACMPL = "Proceedings of the ACM on Programming Languages"
SEAA = "Euromicro Conference on Software Engineering and Advanced Applications"

SAME = [
    ("IEEE Access", "IEEE ACCESS"),
    ("Journal of Systems and Software", "J. Syst. Softw."),
    ("Journal of Systems and Software", "JSS"),
    (f"{ICSE} (ICSE)", ICSE),
    ("ICSE", ICSE),
    ("ICSE 2020", f"Proceedings of the 42nd {ICSE}"),
    ("ICSE '22: Proceedings of the 44th " + ICSE, "ICSE"),
    (f"2022 IEEE/ACM 44th {ICSE} (ICSE)", "Proc. Intl. Conf. Softw. Eng."),
    ("PACMPL", PACMPL),
    ("Proc. ACM Program. Lang.", PACMPL),
    ("NeurIPS", "Advances in Neural Information Processing Systems"),
    ("Euromicro SEAA 2021", SEAA),
    ("Euromicro SEAA 2021", SEAA.replace("Conference", "Conf.")),
    ("arXiv preprint arXiv:2103.08942", "CoRR"),
    ("CoRR abs/2103.08942", "arXiv"),
    (TSE, "IEEE Trans. Softw. Eng."),
    (TSE, "TSE"),
    (TSE, "Transactions on Software Engineering"),
    (f"{LNCS} 12345", "LNCS"),
    (f"{LNCS} (including subseries Lecture Notes in Artificial Intelligence)", LNCS),
    ("Proceedings of the ICSE, 2020", "ICSE"),
    (
        "Proceedings - 2021 IEEE/ACM 1st Workshop on AI Engineering - Software Engineering for AI, WAIN 2021",
        "WAIN",
    ),
    ("International Conference on AI Engineering (CAIN)", "CAIN 2022"),
    ("Sensors (Switzerland)", "Sensors"),
    (f"{ICSE}, ICSE 2012 - Proceedings", f"ICSE 2013 - Proceedings of the 35th {ICSE}"),
    ("ACM/IFIP International Middleware Conference", "24th International Middleware Conference"),
    ("Proceedings", "Proceedings"),
    ("机器学习", "机器学习"),
    ("Commun. ACM", "Communications of the ACM"),
    ("IEEE SOFTWARE", "IEEE Softw."),
    ("JOURNAL OF SYSTEMS AND SOFTWARE", "J SYST SOFTW"),
]
MAY_BE = [
    ("IEEE Software", "Software"),
    ("IEEE Access", "Access"),
    ("IEEE Software", "ACM Software"),
    ("IEEE Sensors Journal", "Journal of Sensors"),
    ("Advances in Computers", "Computer"),
    ("Conference on Software Testing (ICST)", "Conference on Sensing Technology (ICST)"),
    (ICSE, "Software Engineering"),
    (ICSE, f"{ICSE}: Software Engineering in Practice"),
    ("KDD", "Knowledge Discovery and Data Mining"),
    ("arXiv preprint arXiv:2103.08942", "Nature"),
    ("arXiv", "bioRxiv"),
    ("", "Nature"),
    ("Proceedings", "Nature"),
    ("Data", "Database"),
]
DIFFERENT = [
    ("Empirical Software Engineering", "Software Engineering"),
    ("Machine Learning", "Journal of Machine Learning Research"),
    ("Proc. ICSE", "Proc. KDD"),
    ("Book A", "Book B"),
    ("Software Engineering", "Requirements Engineering"),
    ("IEEE Software", TSE),
    ("Nature", "Nature Machine Intelligence"),
    ("ACM Computing Surveys", "Advances in Computational Mathematics"),
    ("Workshop on Software Engineering", ICSE),
    ("ICSE Workshops", ICSE),
    ("A.A", "AA.A"),
    ("Physical Review A", "Physical Review B"),
    ("Physical Review A", "Physical Review"),
    ("SEAA", ICSE),
    ("Journal of Software", "Software Engineering"),
    ("Water", "Water Research"),
    ("Sensors (Switzerland)", "Water (Switzerland)"),
    ("SpaceOps 2016 Conference", "2009 Agile Conference, AGILE 2009"),
    (f"{ICSE} (ICSE)", f"{ICSE} Workshops (ICSEW)"),
    ("ICML", "ICMLA"),
    ("ICML 2020", "Proc. ICMLA"),
    ("ICS", "ICSE"),
    ("CAI", "CAIN 2022"),
    ("ESE", "ESEM"),
    ("ICSE Companion", "ICSEA Companion"),
]
PAIRS = [
    *((*pair, True) for pair in SAME),
    *((*pair, None) for pair in MAY_BE),
    *((*pair, False) for pair in DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_names_are_of_one_venue_or_may_be_or_are_not(one: str, other: str, same: bool | None) -> None:
    assert same_venue(compared(one), compared(other)) is same
    assert same_venue(compared(other), compared(one)) is same


def _catalogued(*names: str) -> list[list[str]]:
    works = [WorkEntry(str(at), None, "", (), None, name, None, (), (), ()) for at, name in enumerate(names)]
    return sorted(sorted(group.keys) for group in catalogued_by_venue(works))


def _swept(*names: str) -> list[list[str]]:
    works = [JudgedWork(str(at), "", (), None, Verdict.DISCUSSES, (), venue=name) for at, name in enumerate(names)]
    return sorted(sorted(group.keys) for group in swept_by_venue(works))


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_every_place_that_compares_venues_agrees(one: str, other: str, same: bool | None) -> None:
    if not one:
        return
    groups = [["0", "1"]] if same else [["0"], ["1"]]
    assert _swept(one, other) == _catalogued(one, other) == groups
    facts = [Comparison().facts(Record("Introduction", ("A. Wu",), 2020, venue=venue)) for venue in (one, other)]
    assert facts[0].is_elsewhere(facts[1]) is (same is False)
    assert facts[0].same_venue(facts[1]) is (same is True and not is_preprint_venue(one))
    for wanted, venue in ((one, other), (other, one)):  # who types a number means that volume
        assert not same or compared(wanted).numbers or is_venue(wanted, venue)
    assert same is False or not _conflicting(one, other)


def _conflicting(*venues: str) -> bool:
    records = {(f"{at}.bib", 0): Record("A title that says much", doi="10.1/2", venue=v) for at, v in enumerate(venues)}
    return bool(conflicts(match_works(records), records))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (f"{LNCS} 12345", f"{LNCS} 54321", True),
        (f"{LNCS} 12345", LNCS, False),
        (f"Proceedings of the 43rd {ICSE}", f"Proceedings of the 44th {ICSE}", True),
        ("ICSE 2020", "ICSE 2021", False),
    ],
)
def test_volumes_and_meetings_are_told_apart_by_their_numbers(one: str, other: str, apart: bool) -> None:
    assert is_other_volume(compared(one), compared(other)) is apart


NAMES = (
    st.text(st.sampled_from("ABab 12.(:")) | st.sampled_from([name for pair in PAIRS for name in pair[:2]]) | st.text()
)


@given(NAMES, NAMES)
@example("A.A", "AA.A")
def test_a_venue_is_itself_and_order_does_not_matter(one: str, other: str) -> None:
    assert same_venue(compared(one), compared(one))
    assert same_venue(compared(one), compared(other)) is same_venue(compared(other), compared(one))
    assert is_other_volume(compared(one), compared(other)) is is_other_volume(compared(other), compared(one))


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([TSE, "IEEE Trans. Softw. Eng.", "TSE"], TSE),
        (["Journal of Systems and Software", "J. Syst. Softw.", "JSS"], "Journal of Systems and Software"),
        (["J. Syst. Softw.", "J. Syst. Softw.", "Journal of Systems and Software"], "J. Syst. Softw."),
        (["IEEE Access", "IEEE ACCESS", "ieee access"], "ieee access"),
        (["ICSE 2021", "ICSE '22", "ICSE"], "ICSE"),
        (["ICSE 2021", "ICSE 2022"], "ICSE"),
        ([f"Proceedings of the 43rd {ICSE}", f"Proceedings of the 44th {ICSE}"], f"Proceedings of the {ICSE}"),
        ([f"2022 IEEE/ACM 44th {ICSE} (ICSE)", "ICSE"], "ICSE"),
        ([f"2022 IEEE/ACM 44th {ICSE} (ICSE)"], f"2022 IEEE/ACM 44th {ICSE} (ICSE)"),
        (["arXiv preprint arXiv:2103.08942", "arXiv:2205.02302", "CoRR abs/2103.08942", "arXiv"], "arXiv"),
        ([f"{LNCS} 123", LNCS, "LNCS"], LNCS),
    ],
)
def test_ways_to_write_a_venue_have_one_name(names: list[str], shown: str) -> None:
    assert set(one_name_each(names).values()) == {shown}


def test_an_acronym_goes_to_the_meeting_itself_and_not_to_its_companion() -> None:
    names = one_name_each([f"{ICSE}: Software Engineering in Practice", ICSE, "ICSE"])
    assert names["ICSE"] == names[ICSE] == ICSE


@given(st.lists(NAMES.filter(bool)))
def test_any_name_has_one_whatever_the_order(names: list[str]) -> None:
    found = one_name_each(names)
    assert found.keys() == set(names)
    assert found == one_name_each(reversed(names))
