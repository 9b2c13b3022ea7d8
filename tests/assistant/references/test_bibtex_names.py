"""Names of authors in the form that BibTeX parts as a person would."""

import pytest

from tests.assistant.references.entries import work, written


@pytest.mark.parametrize(
    ("author", "field"),
    [
        ("Smith, Ann", "Smith, Ann"),
        ("Ann B. Smith", "Smith, Ann B."),
        ("Tahoori M.", "Tahoori, M."),
        ("Wil van der Aalst", "van der Aalst, Wil"),
        ("Aalst, Wil van der", "van der Aalst, Wil"),
        ("van der Aalst, W.M.P.", "van der Aalst, W.M.P."),
        ("John F. Sherry Jr.", "Sherry, Jr., John F."),
        ("Sherry, Jr., John F.", "Sherry, Jr., John F."),
        ("Sherry, John F., Jr.", "Sherry, Jr., John F."),
        ("Alcorta y Lozano, Susana", "{Alcorta y Lozano}, Susana"),
        ("danah boyd", "boyd, danah"),
        ("Aristotle", "Aristotle"),
        ("张伟", "张伟"),
        ("张 伟", "张, 伟"),
        ("Kurt Gödel", "Gödel, Kurt"),
        ("World Health Organization", "{World Health Organization}"),
        ("The ATLAS Collaboration", "{The ATLAS Collaboration}"),
        ("Barnes and Noble", "{Barnes and Noble}"),
        ("Department of X, University Y", "{Department of X, University Y}"),
        ("Johnson & Johnson", r"{Johnson \& Johnson}"),
        ("Google Inc.", "{Google Inc.}"),
        ("Ann Smith (editor)", "{Ann Smith (editor)}"),
        ("Smith, J_A", r"Smith, J\_A"),
    ],
)
def test_a_name_is_parted_or_kept_whole(author: str, field: str) -> None:
    assert written(work(authors=(author,)))["author"] == field


@pytest.mark.parametrize(
    ("authors", "field"),
    [
        ((), ""),
        (("Ann Smith", "Bo Li"), "Smith, Ann and Li, Bo"),
        (("Ann Smith", "others"), "Smith, Ann and others"),
        (("Ann Smith", "et al."), "Smith, Ann and others"),
        (("Ann Smith et al.",), "Smith, Ann and others"),
        (("Smith, A., et al.", "Bo Li"), "Smith, A. and Li, Bo and others"),
        (("Rothers, Ann",), "Rothers, Ann"),
        (("", "  ", "*"), ""),
    ],
)
def test_a_list_is_joined_and_says_where_it_is_cut(authors: tuple[str, ...], field: str) -> None:
    assert written(work(authors=authors)).get("author", "") == field
