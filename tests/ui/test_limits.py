"""What an answer was limited to, told apart from what its asker chose."""

from dataclasses import replace

import pytest

from assistant.questions.question import Condition, Facet
from assistant.view import Limit, limits_of
from index.works.filters import Filed, Filter, Years
from tests.ui.test_tables import ANSWER

SINCE = Condition(Facet.YEAR, "since 2022", Filter(years=Years(2022)))
BEFORE = Condition(Facet.YEAR, "before 2024", Filter(years=Years(None, 2023)))
BOTH = Filter(years=Years(2022, 2023))


@pytest.mark.parametrize(
    ("only", "read", "given", "limits"),
    [
        (Filter(), (), Filter(), []),
        (Filter(years=Years(2022)), (SINCE,), Filter(), [Limit(Facet.YEAR, "since 2022", "year 2022..")]),
        (BOTH, (SINCE, BEFORE), Filter(), [Limit(Facet.YEAR, "since 2022, before 2024", "year 2022.., year ..2023")]),
        (BOTH, (), BOTH, []),
        (BOTH, (SINCE,), Filter(years=Years(None, 2023)), [Limit(Facet.YEAR, "since 2022", "year 2022..")]),
        (Filter(venues=("ICSE",)), (), Filter(), [Limit(Facet.VENUE, "", "venue ICSE")]),
        (Filter(keys=("a", "b")), (), Filter(), [Limit(Facet.WORK, "", "work a, work b")]),
        (Filter(keys=tuple("abcdef")), (), Filter(), [Limit(Facet.WORK, "", "6 works")]),
        (Filter(keys=("a",)), (), Filter(keys=("a", "b")), [Limit(Facet.WORK, "", "work a")]),
        (
            Filter(authors=("Kim",), kinds=("paper",), evidence=("title",)),
            (),
            Filter(kinds=("paper",)),
            [Limit(Facet.AUTHOR, "", "author Kim"), Limit(Facet.EVIDENCE, "", "evidence title")],
        ),
    ],
)
def test_limits_are_those_nobody_chose_by_hand(
    only: Filter, read: tuple[Condition, ...], given: Filter, limits: list[Limit]
) -> None:
    asked = replace(ANSWER, question="drift since 2022, before 2024", only=only, conditions=read)
    assert list(limits_of(asked, given)) == limits


def test_words_of_an_earlier_question_are_not_said_to_be_of_this_one() -> None:
    asked = replace(ANSWER, question="what about monitoring?", only=SINCE.only, conditions=(SINCE,))
    assert limits_of(asked) == (Limit(Facet.YEAR, "", "year 2022.."),)


def test_bare_name_of_an_author_is_said_to_be_of_this_question() -> None:
    by_kim = Condition(Facet.AUTHOR, "by Kim", Filter(authors=("Kim",)))
    asked = replace(ANSWER, question="and Kim?", only=by_kim.only, conditions=(by_kim,))
    assert limits_of(asked) == (Limit(Facet.AUTHOR, "by Kim", "author Kim"),)


def test_every_facet_has_its_limit() -> None:
    only = Filter(
        *(Years(2020), ("Kim",), ("paper",), ("a",), ("ICSE",), ("title",)),
        types=("article",),
        filed=(Filed(("keywords",), "drift"),),
    )
    assert [limit.facet for limit in limits_of(replace(ANSWER, only=only))] == list(Facet)
