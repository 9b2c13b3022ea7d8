"""Types of BibTeX entries, as venues and DOIs tell them."""

import pytest

from tests.assistant.references.entries import work, written


@pytest.mark.parametrize(
    ("venue", "doi", "expected"),
    [
        (None, None, "misc"),
        (None, "10.1109/tse.2020.1", "misc"),
        ("IEEE Transactions on Software Engineering", None, "article"),
        ("Journal of Physics: Conference Series", None, "article"),
        ("Empirical Software Engineering", "10.1007/s10664-021-1", "article"),
        ("Proceedings of the VLDB Endowment", None, "article"),
        ("Proceedings of the IEEE", None, "article"),
        ("Proceedings of the ACM on Programming Languages", None, "article"),
        ("Proceedings of the IEEE International Conference on Robotics", None, "inproceedings"),
        ("Proc. ICSE", None, "inproceedings"),
        ("2022 IEEE/ACM 1st Workshop on AI Engineering (WAIN)", None, "inproceedings"),
        ("Advances in Neural Information Processing Systems 28", None, "inproceedings"),
        ("Lecture Notes in Computer Science", "10.1007/978-3-030-1_2", "inproceedings"),
        ("ICSE 2021", None, "inproceedings"),
        ("KDD '21", None, "inproceedings"),
        ("Software Architecture", "10.1145/3510003.3510091", "inproceedings"),
        ("SEAA", "10.1109/seaa53835.2021.00050", "inproceedings"),
        ("Engineering MLOps", "10.1007/978-1-4842-6549-9_1", "incollection"),
        ("arXiv preprint arXiv:2103.08942", None, "misc"),
        ("CoRR", "10.48550/arxiv.2103.08942", "misc"),
        ("Sensors", "10.48550/arxiv.2103.08942", "article"),
        ("https://martinfowler.com/articles/cd4ml.html", None, "misc"),
        ("martinfowler.com", None, "misc"),
        ("O'Reilly Media", None, "misc"),
        ("PhD thesis, University of Vienna", None, "misc"),
        ("Nature", None, "article"),
    ],
)
def test_the_type_follows_venue_and_doi(venue: str | None, doi: str | None, expected: str) -> None:
    assert written(work(venue=venue, doi=doi))["type"] == expected


@pytest.mark.parametrize(
    ("venue", "doi", "number"),
    [
        ("arXiv preprint arXiv:2103.08942", None, "2103.08942"),
        ("CoRR abs/2103.08942", None, "2103.08942"),
        ("CoRR abs/cs/0112017", None, "cs/0112017"),
        (None, "10.48550/arxiv.2103.08942", "2103.08942"),
        ("arXiv", None, None),
        ("Sensors", "10.3390/s21030001", None),
        (None, None, None),
    ],
)
def test_the_number_of_a_preprint_is_found(venue: str | None, doi: str | None, number: str | None) -> None:
    assert written(work(venue=venue, doi=doi)).get("eprint") == number
