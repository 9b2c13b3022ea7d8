"""Options that several commands take: what the command line makes of them."""

from typing import Annotated, get_args, get_origin

import pytest
import typer
from typer.testing import CliRunner

from assistant.questions.question import Facet
from index.errors import UsageError
from index.sources import Evidence, Kind, WorkType
from index.works.filters import Filter, Years
from ui.options import (
    BibtexOption,
    CsvOption,
    EvidenceOption,
    ReadFilter,
    VenueOption,
    WithoutOption,
    make_filter,
)

app = typer.Typer(rich_markup_mode=None)


@app.command()
def show(
    venue: VenueOption = None,
    evidence: EvidenceOption = None,
    without: WithoutOption = None,
    csv: CsvOption = None,
    bibtex: BibtexOption = None,
) -> None:
    only = make_filter(None, None, None, None, venue, evidence)
    typer.echo(f"{only}|{','.join(without or [])}|{csv}|{bibtex}")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ([], "||None|None"),
        (["--venue", "ICSE", "--venue", "IEEE Access"], "venue ICSE, venue IEEE Access||None|None"),
        (["--evidence", "paper", "--evidence", "title"], "evidence paper, evidence title||None|None"),
        (["--without", "year", "--without", "author"], "|year,author|None|None"),
        (["--csv", "a.csv", "--bibtex", "a.bib"], "||a.csv|a.bib"),
    ],
)
def test_options_are_read(arguments: list[str], shown: str) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert (ran.exit_code, ran.stdout.strip()) == (0, shown)


@pytest.mark.parametrize(("option", "value"), [("--evidence", "record"), ("--without", "topic")])
def test_an_unknown_choice_is_refused_with_those_there_are(option: str, value: str) -> None:
    ran = CliRunner().invoke(app, [option, value])
    assert ran.exit_code == 2
    assert option in ran.output
    assert "'title'" in ran.output or "'year'" in ran.output


def test_a_filter_for_each_condition_can_be_taken_away() -> None:
    assert {str(one) for one in ReadFilter} == {str(facet) for facet in Facet}


@pytest.mark.parametrize("option", [VenueOption, EvidenceOption, WithoutOption, CsvOption, BibtexOption])
def test_every_option_has_its_help(option: object) -> None:
    assert get_origin(option) is Annotated
    assert get_args(option)[1].help.endswith(".")


def test_all_conditions_are_in_the_filter() -> None:
    only = make_filter("2021..", ["Faubel"], [Kind.PAPER], ["a2021"], ["ICSE"], [Evidence.TITLE], [WorkType.THESIS])
    assert only == Filter(Years(2021, None), ("Faubel",), ("paper",), ("a2021",), ("ICSE",), ("title",), ("thesis",))
    assert [type(kind) for kind in (*only.kinds, *only.evidence, *only.types)] == [str, str, str]


def test_venues_and_evidence_may_be_left_out() -> None:
    assert make_filter(None, None, None, None) == Filter()
    assert not make_filter(None, [], [], [], [], [])


@pytest.mark.parametrize("name", ["", "  ", "..."])
@pytest.mark.parametrize(
    ("option", "missing", "place"),
    [("--author", "an author's name", 1), ("--work", "the key of", 3), ("--venue", "the name of", 4)],
)
def test_an_option_without_a_name_is_refused(option: str, missing: str, place: int, name: str) -> None:
    given: list[list[str] | None] = [None] * 5
    given[place] = ["ICSE", name]
    _, authors, _, keys, venues = given
    with pytest.raises(UsageError, match=f"^{option} is empty; give {missing}"):
        make_filter(None, authors, None, keys, venues)
