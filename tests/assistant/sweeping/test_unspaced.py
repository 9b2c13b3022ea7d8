"""Topics in scripts without spaces between words: found within a clause, as its characters stand there."""

from contextlib import closing
from pathlib import Path

from assistant.answers import Verdict
from assistant.desk import ask, papers
from assistant.sweeping.topics import make_topic, named_by
from index.models import Models
from tests.assistant.shelves import shelve

CNKI = """%0 Journal Article
%A 杨育伟;蔡洪
%T 小型图书馆目录维护研究
%J 目录学报
%D 2015
%X 本文研究目录维护的成本。目录漂移是指目录逐渐失去秩序。

%0 Thesis
%A 余本嵩
%T 书架湿度与书架老化
%D 2016
%X 本文测量书架的湿度。
"""


def test_a_name_is_found_within_a_clause() -> None:
    topic = make_topic("目录漂移")
    assert named_by(topic, "目录漂移是指目录逐渐失去秩序。") is topic.names[0]
    assert named_by(topic, "目录和漂移") is None
    assert named_by(make_topic("drift"), "目录漂移") is None


def test_a_sweep_and_a_question_find_what_an_abstract_defines(tmp_path: Path, models: Models) -> None:
    with closing(shelve(tmp_path, {"cnki.enw": CNKI}, models)) as search:
        swept = papers(search, "目录漂移")
        assert {work.year: work.verdict for work in swept.works or ()} == {
            2015: Verdict.DISCUSSES,
            2016: Verdict.NO,
        }
        assert swept.citations[0].quote == "目录漂移是指目录逐渐失去秩序。"
        assert ask(search, "目录漂移").citations[0].quote == "目录漂移是指目录逐渐失去秩序。"
        assert search.hits("目录漂移", 1)[0].passage.section == "Abstract"
