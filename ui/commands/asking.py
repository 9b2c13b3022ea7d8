"""The commands `search`, `ask` and `papers`."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import UsageError
from index.text.normalise import with_whole_characters
from ui.exits import STOPPED, complain
from ui.options import (
    AllOption,
    AuthorOption,
    BibtexOption,
    CsvOption,
    EvidenceOption,
    FollowUpOption,
    JsonOption,
    KindOption,
    NoBuild,
    NoModel,
    StrictOption,
    TypeOption,
    UngroupedOption,
    VenueOption,
    WithoutOption,
    WorkOption,
    YearOption,
    make_filter,
)
from ui.session import console, glossary_of, opened, print_json, settings_of
from ui.writing import draft_shown, pen_of, writing_facts

if TYPE_CHECKING:
    from assistant.desk import Answered
    from assistant.evidence import Progress
    from assistant.questions.turns import Turn
    from index.works.filters import Filter


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.", callback=with_whole_characters)],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    venue: VenueOption = None,
    evidence: EvidenceOption = None,
    type_: TypeOption = None,
    no_build: NoBuild = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Rank the passages of the corpus for a query.

    \b
    Examples:
      refdesk search "concept drift"
      refdesk search "canary release" -k 3 --kind paper
    """
    from ui.json_shapes import hits_document
    from ui.terminal.screen import show_hits, visible
    from ui.terminal.sheet import paged

    if not query.strip():
        raise UsageError("the query is empty: give some words, such as `concept drift`")
    only = make_filter(year, author, kind, work, venue, evidence, type_)
    with opened(ctx, only, may_build=not no_build) as desk:
        hits = desk.source_hits(query, k, only)
        works = {entry.key: entry for entry in desk.catalogue.works()}
    if as_json:
        print_json(hits_document(query, hits, works))
    elif hits:
        with paged(console()) as screen:
            show_hits(screen, query, hits, works, everything=everything)
    else:
        typer.echo(visible(f"No passage passes the filter ({only})." if only else "Nothing was found."))


def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="A question in plain language.", callback=with_whole_characters)],
    follow_up: FollowUpOption = False,
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    venue: VenueOption = None,
    evidence: EvidenceOption = None,
    type_: TypeOption = None,
    without: WithoutOption = None,
    csv: CsvOption = None,
    bibtex: BibtexOption = None,
    no_build: NoBuild = False,
    no_model: NoModel = False,
    strict: StrictOption = False,
    ungrouped: UngroupedOption = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with checked citations.

    \b
    Examples:
      refdesk ask "which papers discuss training-serving skew?"
      refdesk ask "and which of those are since 2021?" --follow-up
      refdesk ask "how many papers from 2022?" --csv 2022.csv
      refdesk ask "what is a model registry?" --evidence paper
      refdesk ask "which challenges do my notes name?" --csv challenges.csv
      refdesk ask "what do the papers say about drift?" --strict
    """
    from assistant.desk import Asking, ask_and_keep
    from assistant.questions.question import Facet
    from assistant.questions.turns import NoEarlierQuestionError
    from ui.files import check_destinations

    only = make_filter(year, author, kind, work, venue, evidence, type_)
    settings = settings_of(ctx)
    check_destinations(settings.corpus, {"--csv": csv, "--bibtex": bibtex})
    turns = _turns_before(settings.index_folder, question) if follow_up else ()
    asking = Asking(only, frozenset(map(Facet, without or ())), turns, glossary_of(ctx), grouped=not ungrouped)
    pen = None if no_model else pen_of(settings, strict=strict)
    writing = nullcontext(pen) if pen is None or as_json else draft_shown(console(), pen)
    with opened(ctx, only, may_build=not no_build) as search, writing as pen:
        facts = partial(writing_facts, settings, strict=strict)
        asking = replace(asking, pen=pen)
        try:
            answered = _with_progress(
                lambda progress: ask_and_keep(search, question, asking, progress, facts=facts, conversation=True)
            )
        except NoEarlierQuestionError as exc:
            raise exc if follow_up else UsageError(f"{exc}; to continue your last question, add --follow-up") from exc
    _show_answered(answered, only, csv, bibtex, everything=everything, as_json=as_json)
    if pen and pen.cancellation.cancelled:
        raise typer.Exit(STOPPED)


def papers(
    ctx: typer.Context,
    topic: Annotated[str, typer.Argument(help="What the works should be about.", callback=with_whole_characters)],
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    venue: VenueOption = None,
    evidence: EvidenceOption = None,
    type_: TypeOption = None,
    csv: CsvOption = None,
    bibtex: BibtexOption = None,
    no_build: NoBuild = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Decide for every work whether it discusses a topic.

    \b
    Examples:
      refdesk papers "concept drift"
      refdesk papers "federated learning" --csv federated.csv
      refdesk papers "edge deployment" --year 2021.. --bibtex edge.bib
    """
    from assistant.desk import Asking, papers_and_keep
    from ui.files import check_destinations

    only = make_filter(year, author, kind, work, venue, evidence, type_)
    settings = settings_of(ctx)
    check_destinations(settings.corpus, {"--csv": csv, "--bibtex": bibtex})
    asking = Asking(only, glossary=glossary_of(ctx))
    with opened(ctx, only, may_build=not no_build) as search:
        answered = _with_progress(lambda progress: papers_and_keep(search, topic, asking, progress))
    _show_answered(answered, only, csv, bibtex, everything=everything, as_json=as_json)


def fields(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="FIELD", help="A heading of your notes; without it all are listed."),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only the items on this topic.")] = None,
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    venue: VenueOption = None,
    evidence: EvidenceOption = None,
    type_: TypeOption = None,
    ungrouped: UngroupedOption = False,
    csv: CsvOption = None,
    bibtex: BibtexOption = None,
    no_build: NoBuild = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the fields of your notes, or what all notes have under one.

    \b
    Examples:
      refdesk fields
      refdesk fields Challenges --year 2021.. --csv challenges.csv
      refdesk fields tools --topic monitoring
    """
    from assistant.desk import Asking, field_and_keep
    from ui.files import check_destinations

    only = make_filter(year, author, kind, work, venue, evidence, type_)
    settings = settings_of(ctx)
    check_destinations(settings.corpus, {"--csv": csv, "--bibtex": bibtex})
    if name is None:
        for option, value in (("--topic", topic), ("--bibtex", bibtex)):
            if value is not None:
                raise UsageError(f"{option} needs a field, such as `refdesk fields Challenges`")
        _list_fields(ctx, only, csv, may_build=not no_build, everything=everything, as_json=as_json)
        return
    if topic is not None and not topic.strip():
        raise UsageError("--topic is empty: name a topic, such as `monitoring`")
    asking = Asking(only, glossary=glossary_of(ctx), grouped=not ungrouped)
    with opened(ctx, only, may_build=not no_build) as search:
        answered = field_and_keep(search, with_whole_characters(name), with_whole_characters(topic or ""), asking)
    _show_answered(answered, only, csv, bibtex, everything=everything, as_json=as_json)


def _list_fields(
    ctx: typer.Context, only: "Filter", csv: Path | None, *, may_build: bool, everything: bool, as_json: bool
) -> None:
    from assistant.fields import list_fields
    from ui.files import write_fields
    from ui.json_shapes import fields_document
    from ui.terminal.fields import show_fields
    from ui.terminal.sheet import paged

    with opened(ctx, only, may_build=may_build) as search:
        listed = list_fields(search.catalogue, glossary_of(ctx), only)
        generation = search.catalogue.generation()
    if as_json:
        print_json(fields_document(listed, generation))
    else:
        with paged(console()) as screen:
            show_fields(screen, listed, everything=everything)
    if csv is not None:
        write_fields(listed, csv)


def _with_progress(ask: "Callable[[Progress], Answered]") -> "Answered":
    """Run a question with a progress bar while works are decided."""
    from ui.terminal.progress import patient_bar

    with patient_bar(console(stderr=True), "deciding") as progress:
        return ask(progress)


def _show_answered(
    answered: "Answered", only: "Filter", csv: Path | None, bibtex: Path | None, *, everything: bool, as_json: bool
) -> None:
    """Print the answer, then write its files, which can fail."""
    from ui.files import write_bibtex, write_csv
    from ui.json_shapes import answer_document
    from ui.terminal.answer import show_answer
    from ui.terminal.sheet import paged

    for warning in answered.warnings:
        complain(f"refdesk: {warning}")
    if as_json:
        print_json(answer_document(answered.answer, answered.number))
    else:
        with paged(console()) as screen:
            show_answer(screen, answered.answer, only, answered.number, everything=everything)
    if csv is not None:
        write_csv(answered.answer, csv)
    if bibtex is not None:
        write_bibtex(answered.answer, bibtex, {work.key: work for work in answered.works})


def _turns_before(index: Path, question: str) -> "tuple[Turn, ...]":
    """The turns that a follow-up continues."""
    from assistant.history.conversation import load

    conversation = load(index)
    for note in conversation.notes:
        complain(f"refdesk: {note}")
    if not conversation.turns:
        complain("refdesk: --follow-up: there is no earlier question to continue; this is the first")
    return conversation.before(question)
