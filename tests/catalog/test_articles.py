"""The articles: whole in both languages, in our own words, and refused where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nachweis.model.article import Article
from nachweis.model.catalogue import Catalogue, Text
from nachweis.model.terms import Phase
from nachweis.sources.catalogue import catalogue_of
from nachweis.sources.errors import SourceError
from nachweis.sources.workspace import find_workspace
from nachweis.sources.yaml.articles import article_files, read_article, read_articles
from tests.support.own_words import shared_runs

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = find_workspace(ROOT)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(WORKSPACE)


@pytest.fixture(scope="module")
def articles(catalogue: Catalogue) -> dict[str, Article]:
    return read_articles(WORKSPACE, catalogue)


def texts(article: Article) -> list[Text]:
    single = (article.wants, article.why, article.small, article.large, article.contract)
    more = (article.concept, article.evidence, article.refused, *article.mistakes)
    asked = (text for q in article.questions for text in (q.ask, q.convinces))
    return [*single, *more, *asked]


def test_every_measure_and_every_phase_has_an_article(
    catalogue: Catalogue, articles: dict[str, Article]
) -> None:
    measures = {requirement.measure for requirement in catalogue.requirements.values()}
    assert {*articles} >= {*measures, *Phase}


def test_every_article_has_both_languages_and_says_its_own_in_each(
    articles: dict[str, Article],
) -> None:
    for article in articles.values():
        for text in texts(article):
            assert {*text} == {"en", "de"}, article.about
            assert text["en"] != text["de"], article.about


def test_no_article_shares_six_words_in_a_row_with_the_sources(
    articles: dict[str, Article],
) -> None:
    found = {
        (article.about, run)
        for article in articles.values()
        for text in texts(article)
        for words in text.values()
        for run in shared_runs(words)
    }
    assert not found


def test_no_text_of_the_catalogue_shares_six_words_in_a_row_with_the_sources(
    catalogue: Catalogue,
) -> None:
    requirements = catalogue.requirements.values()
    written: dict[str, tuple[Text, ...]]
    written = {r.id: (r.text, r.derived, r.sharper) for r in requirements}
    written |= {g.id: (g.summary, g.guidance) for g in catalogue.groups.values()}
    written |= {t.id: (t.text,) for t in catalogue.threats.values()}
    written |= {e.term["en"]: (e.meaning,) for e in catalogue.glossary}
    found = {
        (name, run)
        for name, texts in written.items()
        for text in texts
        for words in text.values()
        for run in shared_runs(words)
    }
    assert not found


def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, catalogue: Catalogue) -> None:
    path, _ = article_files(WORKSPACE)["OPS23_A01"]
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data.update(article="OPS23_A02", threats=["G0_99"], neighbours=["contract", "OPS31_M99"])
    del data["questions"][9:], data["refused"]["de"], data["questions"][0]["ask"]["de"]
    data["questions"][1]["requirements"] = ["OPS23_A01_99"]
    wrong = tmp_path / "OPS23_A01.yaml"
    wrong.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        read_article(wrong, tmp_path, catalogue)
    lines = wrong.read_text(encoding="utf-8").splitlines()
    assert [
        (lines[p.place.line - 1].strip(" -"), str(p.message)) for p in raised.value.problems
    ] == [
        ("article: OPS23_A02", "is the article of OPS23_A02; call the file OPS23_A02.yaml"),
        ("G0_99", "G0_99 is not in the catalogue; correct it"),
        ("questions:", "has 9 questions; add some until there are 10"),
        ("ask:", "questions.0.ask has no text in the language de; write it"),
        ("OPS23_A01_99", "OPS23_A01_99 is not in the catalogue; correct it"),
        ("refused:", "refused has no text in the language de; write it"),
        ("OPS31_M99", "OPS31_M99 is not in the catalogue; correct it"),
    ]
