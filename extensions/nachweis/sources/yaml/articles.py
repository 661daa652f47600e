"""Reading ``catalog/articles/*.yaml``; the gate does not need them, site and commands do."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from nachweis.model.article import Article, Question
from nachweis.model.catalogue import Catalogue, Text
from nachweis.model.messages import Message
from nachweis.model.terms import Party, Phase
from nachweis.sources.cache import NO_CACHE, Cache
from nachweis.sources.errors import Problem, SourceError
from nachweis.sources.files import relative
from nachweis.sources.workspace import Workspace
from nachweis.sources.yaml.file import Location, YamlFile, read_yaml
from nachweis.sources.yaml.shapes import Id, Words
from nachweis.sources.yaml.validation import FILLED, Shape, check_shape

FEWEST: Final = 10
"""Questions that an article has at least."""

FilledWords = Annotated[Words, FILLED]


class QuestionShape(Shape):
    """An entry of ``questions:``."""

    ask: FilledWords
    convinces: FilledWords
    phase: Phase
    party: Party
    requirements: Annotated[tuple[Id, ...], FILLED]


class ArticleFile(Shape):
    """One file of ``articles/``."""

    article: str
    wants: FilledWords
    why: FilledWords
    threats: Annotated[tuple[Id, ...], FILLED]
    small: FilledWords
    large: FilledWords
    contract: FilledWords
    concept: FilledWords
    evidence: FilledWords
    mistakes: Annotated[tuple[FilledWords, ...], FILLED]
    questions: tuple[QuestionShape, ...]
    refused: FilledWords
    neighbours: tuple[str, ...] = ()
    references: tuple[Words, ...] = ()


_TEXTS: Final = ("wants", "why", "small", "large", "contract", "concept", "evidence", "refused")


def article_files(workspace: Workspace) -> Mapping[str, tuple[Path, Path]]:
    """Return the files of the articles by name, each with the folder that its path is relative to.

    An article of the workspace stands in place of the one that comes with the catalogue.

    :param workspace: names the catalogue
    """
    places = {workspace.catalog: workspace.catalog_root, workspace.root / "catalog": workspace.root}
    return {
        path.stem: (path, root)
        for folder, root in places.items()
        for path in sorted((folder / "articles").glob("*.yaml"))
    }


def read_articles(
    workspace: Workspace, catalogue: Catalogue, cache: Cache = NO_CACHE
) -> dict[str, Article]:
    """Read all articles, by what they are about: phases first, then as the catalogue has it.

    :param workspace: names the catalogue
    :param catalogue: the whole catalogue, whose objects they name
    :param cache: what was read before
    :raises SourceError: with everything that is wrong in any of them
    """
    problems: list[Problem] = []
    found: dict[str, Article] = {}
    names = "\n".join((*catalogue.groups, *catalogue.requirements, *catalogue.threats))
    kind = f"article {zlib.crc32(names.encode())}"
    for path, root in article_files(workspace).values():

        def parse(data: bytes, path: Path = path, root: Path = root) -> tuple[Article, ...]:
            return (read_article(path, root, catalogue, data),)

        try:
            [article] = cache.read(kind, path, root, parse)
            found[article.about] = article
        except SourceError as error:
            problems.extend(error.problems)
    if problems:
        raise SourceError(problems)
    return {name: found[name] for name in (*Phase, *catalogue.groups) if name in found}


def read_article(
    path: Path, root: Path, catalogue: Catalogue, data: bytes | None = None
) -> Article:
    """Read an article.

    :param path: absolute path of the file
    :param root: the folder that paths in messages are relative to
    :param catalogue: the catalogue whose objects it names
    :param data: the file's content, where it has been read already
    :raises SourceError: if it is not valid, lacks a language or questions, or names what the
        catalogue does not have
    """
    file = read_yaml(path, root, data)
    shape = check_shape(file, ArticleFile)
    problems = [
        *_about(file, shape, catalogue, path.stem),
        *_unknown(file, shape, catalogue),
        *_languages(file, shape),
    ]
    if len(shape.questions) < FEWEST:
        message = Message(
            "has {count} questions; add some until there are {fewest}",
            count=len(shape.questions),
            fewest=FEWEST,
        )
        problems.append(Problem(place=file.place(("questions",)), message=message))
    if problems:
        raise SourceError(sorted(problems, key=lambda p: p.place))
    given = dict(shape)
    return Article(
        about=given.pop("article"),
        questions=tuple(Question(**dict(question)) for question in given.pop("questions")),
        place=file.place(("article",)),
        document=relative(path, root),
        **given,
    )


def _about(
    file: YamlFile, shape: ArticleFile, catalogue: Catalogue, stem: str
) -> Iterator[Problem]:
    place = file.place(("article",))
    if not _has_article(shape.article, catalogue):
        message = Message(
            "{about} is no measure, module or phase of the catalogue; correct it",
            about=shape.article,
        )
        yield Problem(place=place, message=message)
    elif shape.article != stem:
        message = Message(
            "is the article of {about}; call the file {about}.yaml", about=shape.article
        )
        yield Problem(place=place, message=message)


def _has_article(name: str, catalogue: Catalogue) -> bool:
    group = catalogue.groups.get(name)
    return name in set(Phase) or (group is not None and group.type != "req_topic")


def _unknown(file: YamlFile, shape: ArticleFile, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a problem for each threat, requirement and neighbour that does not exist."""
    wrong: list[tuple[Location, str]] = [
        (("threats", number), name)
        for number, name in enumerate(shape.threats)
        if name not in catalogue.threats
    ]
    wrong += [
        (("questions", number, "requirements", position), name)
        for number, question in enumerate(shape.questions)
        for position, name in enumerate(question.requirements)
        if name not in catalogue.requirements
    ]
    wrong += [
        (("neighbours", number), name)
        for number, name in enumerate(shape.neighbours)
        if not _has_article(name, catalogue)
    ]
    for location, name in wrong:
        message = Message("{to} is not in the catalogue; correct it", to=name)
        yield Problem(place=file.place(location), message=message)


def _languages(file: YamlFile, shape: ArticleFile) -> Iterator[Problem]:
    """Yield a problem for each text that lacks a language in which the article is written."""
    texts: list[tuple[Location, Text]] = [((name,), getattr(shape, name)) for name in _TEXTS]
    texts += [(("mistakes", number), text) for number, text in enumerate(shape.mistakes)]
    for number, question in enumerate(shape.questions):
        texts.append((("questions", number, "ask"), question.ask))
        texts.append((("questions", number, "convinces"), question.convinces))
    for location, text in texts:
        for language in shape.wants:
            if not text.get(language):
                message = Message(
                    "{what} has no text in the language {language}; write it",
                    what=".".join(str(step) for step in location),
                    language=language,
                )
                yield Problem(place=file.place(location), message=message)
