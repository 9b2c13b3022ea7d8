"""What a work is: its type and marks, from what sources state and from its title.

A title alone sets no study aside: a title like "Editorial" or "Proceedings of ..." counts only where authors or an
abstract are missing, as they are for what databases list of a volume beside its papers, or where the abstract is the
stock text that a database has for such pages. Only a title like "Correction to: ..." names another work, and counts in
any case.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.sources import Record, WorkType
from index.works.dois import is_preprint_doi
from index.works.venues import is_preprint_venue

# Names of types in Scopus, Web of Science, IEEE Xplore, ACM, Springer, PubMed, Lens, Crossref, RIS, BibTeX, CSL,
# EndNote, Zotero and Publish or Perish, without case, spaces and punctuation; "J", "C" and "P" are Web of Science's.

_NAMES = {
    WorkType.ARTICLE: """
        article journalarticle jour jfull ejour articlejournal magazinearticle articlemagazine mgzn magazine
        electronicarticle ejournalarticle articleinpress inpr shortsurvey datapaper earlyaccess researcharticle
        originalpaper originalarticle originalresearch briefreport briefcommunication rapidcommunication
        casereport casereports clinicaltrial randomizedcontrolledtrial comparativestudy multicenterstudy
        observationalstudy evaluationstudy validationstudy ieeejournals ieeemagazines ieeeearlyaccessarticles
        articleperiodical periodicalarticle suppperiodical j
    """,
    WorkType.CONFERENCE: """
        conferencepaper conf cpaper inproceedings conference conferencearticle conferenceproceeding
        proceedingspaper proceedingsarticle paperconference ieeeconferences meetingabstract conferenceabstract
        presentation slide speech extendedabstract c
    """,
    WorkType.CHAPTER: """
        chapter bookchapter booksection chap echap inbook incollection bookinbook suppbook suppcollection
        encyclopediaarticle dictionaryentry entryencyclopedia entrydictionary entry encyc dict inreference
        chapterreferenceworkentry referenceworkentry referenceentry
    """,
    WorkType.BOOK: """
        book ebook ebooks edbook editedbook electronicbook monograph mvbook collection mvcollection reference
        mvreference booklet referencework series serial
    """,
    WorkType.THESIS: """
        thesis thes phdthesis mastersthesis dissertation doctoraldissertation doctoralthesis masterthesis
        bachelorthesis academicdissertation
    """,
    WorkType.REPORT: """
        report rprt techreport technicalreport reportseries workingpaper standard stand ieeestandards manual
        govdoc governmentdocument whitepaper guideline practiceguideline reportchapter
    """,
    WorkType.PREPRINT: "preprint postedcontent",
    WorkType.DATASET: "dataset data datasets database dbase aggregateddatabase",
    WorkType.SOFTWARE: "software computerprogram comp computationalnotebook",
    WorkType.WEB: """
        webpage web website elec online www blog blogpost postweblog post forumpost video videorecording
        videoaudio podcast audiorecording tvbroadcast radiobroadcast motionpicture film broadcast
        onlinemultimedia multimedia socialmedia interview sound mpct multi icomm electronic newspaperarticle
        articlenewspaper news newsitem instantmessage email
    """,
    WorkType.PROCEEDINGS: """
        proceedings proceeding mvproceedings conferencereview conferenceproceedings congress
    """,
    WorkType.EDITORIAL: "editorial editorialmaterial introductoryjournalarticle frontmatter",
    WorkType.ERRATUM: """
        erratum errata correction correctionaddition publishederratum corrigendum corrigenda addendum retraction
        retractionofpublication retractionnotice expressionofconcern
    """,
    WorkType.OTHER: """
        letter note comment patent pat bookreview case bill artwork map audiovisual personalcommunication
        manuscript unpublished unpb hearing statute legislation p biography biographicalitem obituary
    """,
}
_TYPES = {name: type_ for type_, names in _NAMES.items() for name in names.split()}
_SECONDARY = frozenset(
    {"review", "reviewarticle", "articlereview", "systematicreview", "metaanalysis", "networkmetaanalysis"}
    | {"scopingreview", "literaturereview", "mappingstudy", "systematicmap"}
)
_RETRACTED = frozenset(
    ("retracted", "retractedarticle", "retractedpaper", "retractedpublication", "withdrawn", "withdrawnpublication")
)
_UNIT = re.compile(r"[;|\n]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
# "Packt Publishing eBooks", "Wiley-IEEE Press eBook Chapters".
_EBOOK = re.compile(r"ebook(chapters|s)$")
_STRONGEST = (WorkType.ERRATUM, WorkType.EDITORIAL, WorkType.PREPRINT, WorkType.CHAPTER)
"""Of several names, "Editorial; Comment", "Review; Book Chapter", these count before the first."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Type and marks of a work as far as they are known; see `index.sources.Record`."""

    type: WorkType | None = None
    secondary: bool = False
    retracted: bool = False


def stated(*names: str) -> Stated:
    """What names of types state: "Article; Early Access", "inproceedings"; of several texts, the first with a type."""
    type_, secondary, retracted = None, False, False
    for text in names:
        plain = [_NOT_LETTERS.sub("", name).lower() for name in _UNIT.split(text[:500])]
        secondary = secondary or not _SECONDARY.isdisjoint(plain)
        retracted = retracted or not _RETRACTED.isdisjoint(plain)
        type_ = type_ or _strongest(plain)
    if type_ is None and (secondary or retracted):
        type_ = WorkType.ARTICLE
    return Stated(type_, secondary, retracted)


def _strongest(names: Sequence[str]) -> WorkType | None:
    types = [type_ for name in names if (type_ := _TYPES.get(name) or _ebook(name))]
    strong = next((type_ for type_ in _STRONGEST if type_ in types), None)
    return strong or next((type_ for type_ in types if type_ is not WorkType.OTHER), next(iter(types), None))


def _ebook(name: str) -> WorkType | None:
    match = _EBOOK.search(name)
    return None if match is None else WorkType.CHAPTER if match[1] == "chapters" else WorkType.BOOK


# Titles.

# "RETRACTED: ", "Retracted article: ", "[Retracted] ", "WITHDRAWN: ", IEEE's "Notice of Retraction: ".
_RETRACTED_TITLE = re.compile(
    r"\W*(?:(?:retracted|withdrawn)(?:[\s-]+(?:article|paper|chapter))?\s*[:\])–—]+"
    r"|notice of retraction\b(?! (?:of|to)\b)\s*[:.\s–—]*(?=\S))\s*",
    re.IGNORECASE,
)
# "... (Retracted article. See vol. 12, p. 3, 2013)", "... [Retracted]"
_RETRACTED_END = re.compile(r"\s*[\[(]\s*(?:retracted|withdrawn)\b[^\])]{0,200}[\])]\s*\.?$", re.IGNORECASE)
# The whole beginning of an abstract or note.
_RETRACTED_TEXT = re.compile(
    r"\W*(?:(?:retracted|withdrawn)\W+)?th(?:is|e)(?: above| following)? (?:article|paper|publication|work|chapter)"
    r"(?: has been| was| is)(?: hereby| now)? (?:retracted|withdrawn)\b|\W*(?:retracted|retraction)\W*$",
    re.IGNORECASE,
)
# "Erratum", "Errata for ...", "Correction: ...", "Correction to Smith et al. (2012)"; not "Correction to the standard
# model". `of` is what no study's title goes on with: "Corrections to “...", "Author Correction: ...".
_ERRATUM = re.compile(
    r"""\W*(?:
        (?P<of>(?:author|publisher)(?:['’]s)?\scorrections?\s?(?::|to\b)|retraction\snot(?:e|ice)(?:\s?:|\s(?:to|for|of)\b)
        |   (?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?)\sto\s?[:"“”‘'«\[])
    |   (?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))(?:\s?[:–—]|\s(?:to|for)\b|\W*$)
    |   correction\s?:|corrections?(?:\sto\s[^\s,]+(?:\set\sal\b|\s(?:and|&)\s[^\s,]+\s\(\d{4})|\W*$)
    |   retraction\s?:|retraction\snot(?:e|ice)\b|(?:editorial\s)?expression\sof\sconcern\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ROLE = r"(?:(?:guest|general|program(?:me)?|conference|associate|managing|founding)\s)*"
_PERSON = r"(?:editors?(?:[-\s]in[-\s]chief)?|chairs?|chair(?:man|woman|person)s?|organi[sz]ers?|presidents?)"
# "Editorial", "Guest Editorial: Data", "Guest editors' introduction", "Message from the General Chairs", "Preface".
_EDITORIAL = re.compile(
    rf"""\W*(?:
        {_ROLE}editorial(?:\s*[:–—-].*|\s(?:on|to|for)\s(?:the\s|this\s)?(?:special|thematic|theme)\b.*)?
    |   guest\s+editorial\b.*
    |   {_ROLE}editors?['’]?s?['’]?\s+
        (?:introduction|notes?|messages?|foreword|preface|column|comments?|corner|letter|page)\b.*
    |   (?:a\s)?(?:message|welcome|greetings?|letter|foreword|preface|remarks)\s(?:message\s)?(?:from|by|of)\s
        (?:the\s)?[\w\s-]{{0,40}}\b{_PERSON}\b.*
    |   from\sthe\s{_ROLE}{_PERSON}
    |   (?:preface|foreword|prologue|introduction)\s(?:to|for|of)\s(?:the\s|this\s)?(?:special|thematic|theme|focus)\s
        (?:issue|section|track|collection)\b.*
    |   preface|foreword
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
# "Table of contents", "[Front cover]", "Program Committee", "Author Index": only where no author is named.
_FRONT_MATTER = re.compile(
    r"""\W*(?:
        (?:front|back)\s(?:matter|cover)|masthead|(?:table\sof\s)?contents|(?:half\s)?title\spage(?:\s[ivx]+)?
    |   cover(?:\spage)?|(?:author|subject)\sindex|index\sof\sauthors|copyright(?:\s(?:page|notice))?|call\sfor\spapers
    |   list\sof\s(?:reviewers|authors|committees)|blank\spage|(?:additional\s)?reviewers|program(?:me)?\sat\sa\sglance
    |   editorial\s(?:board|note|preface)
    |   (?:organi[sz]ing|organi[sz]ation|program(?:me)?|steering|technical|conference|review)
        (?:\s\w+)?\scommittees?(?:\smembers)?
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_MEETING = r"(?:conference|conf\.|workshop|symposium|symposia|congress|colloquium)s?"
_ORDINAL = r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_NAME = r"(?:(?!(?:in|of|on|at|to|from|for|by|with|as|a|an|is|are|what|how|why)\s)[\w/&'’.-]+,?\s){0,8}"
_YEAR = r"(?:\b(?:19|20)\d\d|['’]\d\d)"
# "Proceedings of the ...", "19th European Conference on ...", "2021 IEEE Conference on ...", "International Workshop on
# Widgets, IWW 2023", "... Computing Workshops, SC 2023"; not "The first workshop participants" or "A workshop, 2019".
_VOLUME = re.compile(
    rf"""\W*(?:companion\s)?(?:proceedings|proc\.)(?:\s|$)|.*\b(?:{_MEETING}|companion|{_YEAR})\b.*\bproceedings$
    |   \W*(?:the\s)?(?:{_ORDINAL}|(?:19|20)\d\d)\s{_NAME}{_MEETING}(?:\s(?:on|of|for|in|and)\b|\s?[,:(–—-]|\W*$)
    |   \W*(?:the\s)?{_NAME}(?-i:Conference|Workshop|Symposium|Congress|Colloquium)s?
        \s(?:on|of|for)\b.*{_YEAR}\W*$
    |   .*\b{_MEETING},\s(?-i:[A-Z][\w&/-]*[A-Z])[\s-]*{_YEAR}\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_VOLUME_TYPES = (None, WorkType.CONFERENCE, WorkType.BOOK)
"""Stated types under which exports list volumes; a report or a thesis is none, whatever its title."""
_LONGEST_TITLE = 500
"""Characters of a title that are looked at: longer ones are texts by mistake, and some patterns take quadratic time."""
# What Scopus and Web of Science have for the abstract of a volume.
_OF_VOLUME = re.compile(
    r"\W*the (?:proceedings|special focus in this (?:conference|volume)|conference)\s+contains?\b"
    r"|\W*the special focus in this (?:conference|volume)\b|\W*the topics discussed include",
    re.IGNORECASE,
)
# Stock abstracts of IEEE Xplore: "Presents the table of contents/splash screen of ...", "Provides a listing of ...".
_OF_FRONT_MATTER = re.compile(
    r"""\W*(?:
        (?:presents|provides|lists|contains)\s(?:the|a|an)\s(?:current\s)?(?:
            (?:table\sof\scontents|front\scover|back\scover|cover\b|title\spage|copyright\snotice|splash\sscreen|masthead
            |proceedings\sof\sth(?:is|e)\sconference|(?:author\s|subject\s)?index\sof|listing\sof\s(?:current\s)?
            (?:committee|staff|board|society|editorial|reviewers)|introductory\s(?:welcome|message|editorial)
            |welcome\smessage|message\sfrom)
        )
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# "The articles in this special section focus on ...", "Conference proceedings front matter may contain ...".
_OF_ISSUE = re.compile(
    r"\W*conference proceedings front matter may contain"
    r"|\W*the (?:\w+ )?(?:articles|papers) in this special (?:section|issue)\b",
    re.IGNORECASE,
)
# What an editorial begins with: "It is our pleasure to welcome you ...", "This special issue ...", "On behalf of ...".
_OF_EDITORIAL = re.compile(
    r"""\W*(?:(?:it\sis|it['’]s)\s(?:\w+\s){0,5}(?:pleasure|honou?r)|welcome\sto\b
    |   dear\s(?:reader|colleague|participant)
    |   on\sbehalf\sof\b|(?:we|i)\s(?:\w+\s){0,3}welcome\syou
    |   th(?:is|e|ese)\s(?:\w+\s){0,3}special\s(?:issue|section))""",
    re.IGNORECASE | re.VERBOSE,
)
# What an erratum begins with: "In the above article [1], ...", "Presents corrections to ...", "The authors regret ...".
_OF_ERRATUM = re.compile(
    r"""\W*(?:in\s(?:the\s(?:above|original|published)|our)\b.{0,40}\b(?:article|paper|letter|work|version|named|titled)\b
    |   (?:presents|reports|provides|lists)\s(?:a\s)?corrections?\b|this\s(?:erratum|corrigendum|correction|addendum)\b
    |   the\s(?:authors?|publishers?|editors?)\s(?:\w+\s){0,2}(?:regrets?|wish(?:es)?|would\slike|apologi[sz]es?)\b
    |   (?:after|following|since)\s(?:the\s)?publication\b|the\soriginal\s(?:version|article|publication|paper)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# "A Systematic Literature Review of ...", "MLOps: a taxonomy and mapping study"; not "Tools for systematic reviews",
# "Automating the systematic review process", "Meta-analysis tools".
_SECONDARY_TITLE = re.compile(
    r"""(?:^|[:?.!–—-]\s)(?!(?:\w+ing\s(?:an?|the|your|our)|automating|conducting|supporting|accelerating)\s)
    (?:[\w/-]+,?\s){0,5}?(?:
        (?:systematic|scoping|multi-?vocal|rapid|umbrella|integrative|tertiary|structured|narrative)\s
        (?:(?:literature|mapping|multi-?vocal|evidence|grey|scoping|review)\s)*(?:review|survey|mapping|map)
    |   (?:literature|mapping|evidence)\s(?:review|survey)|mapping\sstudy|meta-?analysis|tertiary\sstudy
    |   overview\sof\s(?:systematic\s)?reviews|(?:review|survey)\sof\s(?:the\s)?literature
    |   state[\s-]of[\s-]the[\s-]art\sreview|bibliometric\s(?:review|analysis|study)
    )\b(?!\s(?:process(?:es)?|automation|tools?|software|methods?|methodology|protocols?|guidelines?|screening)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def is_preprint(record: Record) -> bool:
    """Whether a record describes a preprint: by its DOI, else by its type or venue."""
    if record.doi:
        return is_preprint_doi(record.doi)
    return record.type is WorkType.PREPRINT or is_preprint_venue(record.venue)


def one_type(known: Sequence[tuple[WorkType, bool]]) -> WorkType | None:
    """The type of a work from those of its records, the most trusted first, each with whether a database states it.

    A work is a study if any database says so, or if nobody says that it is none: a reference manager has no type for
    an editorial. A published form counts before a preprint, a telling type before `other`.
    """
    studies = [(type_, of_database) for type_, of_database in known if type_.is_study]
    if len(studies) < len(known) and not any(of_database for _, of_database in studies):
        return next(type_ for type_, _ in known if not type_.is_study)
    types = [type_ for type_, _ in studies]
    published = [type_ for type_ in types if type_ not in (WorkType.PREPRINT, WorkType.OTHER)]
    return next(iter(published or types), None)


def without_mark(title: str) -> str:
    """The title of a retracted work without the mark: "RETRACTED: Drift" is "Drift"."""
    begin = _RETRACTED_TITLE.match(title)
    rest = title[begin.end() :] if begin else title
    return rest[:-_LONGEST_TITLE] + _RETRACTED_END.sub("", rest[-_LONGEST_TITLE:])


def of_entry(known: Stated, title: str, *, authors: bool, abstract: str = "", notes: Iterable[str] = ()) -> Stated:
    """Type and marks of an entry of a bibliography: those `known`, and those that its title shows.

    `authors` is whether it names any; `notes` are what a database or person wrote about it.
    """
    marked = without_mark(title) != title or any(map(_RETRACTED_TEXT.match, (abstract, *notes)))
    secondary = known.secondary or bool(_SECONDARY_TITLE.search(title[:_LONGEST_TITLE]))
    return Stated(
        _type_by_title(known.type, title[:_LONGEST_TITLE], authors, abstract), secondary, known.retracted or marked
    )


def _type_by_title(type_: WorkType | None, title: str, authors: bool, abstract: str) -> WorkType | None:
    if _OF_VOLUME.match(abstract):
        return WorkType.PROCEEDINGS
    if type_ and not type_.is_study:
        return type_
    if _OF_ISSUE.match(abstract):
        return WorkType.ERRATUM if _ERRATUM.match(title) else WorkType.EDITORIAL
    if _OF_FRONT_MATTER.match(abstract) and (_FRONT_MATTER.fullmatch(title) or _EDITORIAL.fullmatch(title)):
        return WorkType.EDITORIAL
    if _OF_ERRATUM.match(abstract) and _ERRATUM.match(title):
        return WorkType.ERRATUM
    if _OF_EDITORIAL.match(abstract) and _EDITORIAL.fullmatch(title):
        return WorkType.EDITORIAL
    erratum = _ERRATUM.match(title)
    if erratum and (erratum["of"] or not (authors and abstract)):
        return WorkType.ERRATUM
    if authors and abstract:
        return type_
    if not abstract and (_EDITORIAL.fullmatch(title) or (not authors and _FRONT_MATTER.fullmatch(title))):
        return WorkType.EDITORIAL
    if not authors and not abstract and type_ in _VOLUME_TYPES and _VOLUME.match(title):
        return WorkType.PROCEEDINGS
    return type_
