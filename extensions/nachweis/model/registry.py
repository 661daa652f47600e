"""Registries of declarations: the built-in ones, and those of a workspace's house extensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from nachweis.model.named_tuples import NamedTuple

if TYPE_CHECKING:
    from nachweis.model.findings import Rule
    from nachweis.model.kinds import ObjectType
    from nachweis.model.outputs import Export, ReportFormat, View


class Extension(NamedTuple):
    """The contribution of a house's module, or of Nachweis itself.

    :param types: kinds of objects; one with a ``proof`` is a kind of proof, too
    :param rules: rules of the gate
    :param views: tables and pages that sites and annexes can show
    :param formats: formats of ``nachweis check``
    :param exports: formats of ``nachweis export``
    :param templates: folder with templates that come before ours: ``html/``, ``pages/``,
        ``project/``, ``annex/``
    :param library: folder with models of clauses, sections and records, a YAML file each
    """

    types: tuple[ObjectType, ...] = ()
    rules: tuple[Rule, ...] = ()
    views: tuple[View, ...] = ()
    formats: tuple[ReportFormat, ...] = ()
    exports: tuple[Export, ...] = ()
    templates: Path | None = None
    library: Path | None = None


class House(NamedTuple):
    """The house extensions of a workspace: contributions of the modules that it names.

    :param extensions: the contribution of each module by its name
    :param digest: changes with every byte of the modules and settings; empty without any
    :param root: the workspace, whose own ``templates/`` come before all others
    :param trusted_pages: whether pages may run code, read any file and fetch from networks
    :param confined: whether builds give up rights that they do not need
    :param annex_memory: gibibytes of memory that an annex may take
    """

    extensions: tuple[tuple[str, Extension], ...] = ()
    digest: bytes = b""
    root: Path | None = None
    trusted_pages: bool = False
    confined: bool = True
    annex_memory: int = 1


class Named(Protocol):
    """A record with a name of its own."""

    @property
    def name(self) -> str:
        """Its name; unique among its kind."""


RecordT = TypeVar("RecordT", bound=Named)


class Registry(dict[str, RecordT], Generic[RecordT]):
    """All declarations of a kind by name: the built-in ones, then those of the active house."""

    def __init__(
        self, what: str, builtin: Iterable[RecordT], added: Callable[[Extension], Iterable[RecordT]]
    ) -> None:
        """Collect the built-in declarations and those of the active house.

        :param what: what one of them is called, for messages
        :param builtin: the built-in declarations
        :param added: takes the declarations of the kind from an extension
        :raises ValueError: if two built-in declarations have one name
        """
        declared = tuple(builtin)
        super().__init__((record.name, record) for record in declared)
        if len(self) != len(declared):
            raise ValueError(f"two built-in declarations of a {what} have one name")
        self._what = what
        self._builtin = dict(self)
        self._added = added
        _REGISTRIES.append(self)
        self._take(_active[0])

    def clash(self, house: House) -> str:
        """Describe a conflict of names with a house, or return an empty text.

        :param house: what its modules contribute
        """
        seen = dict.fromkeys(self._builtin, "Nachweis itself")
        for module, extension in house.extensions:
            for record in self._added(extension):
                if record.name in seen:
                    owner = seen[record.name]
                    return (
                        f"{module}: the {self._what} {record.name!r} is taken by {owner}; rename it"
                    )
                seen[record.name] = module
        return ""

    def _take(self, house: House) -> None:
        for name in [name for name in self if name not in self._builtin]:
            del self[name]
        for _, extension in house.extensions:
            self.update((record.name, record) for record in self._added(extension))


_REGISTRIES: Final[list[Registry[Any]]] = []
_active: Final = [House()]


def active_house() -> House:
    """Return the house whose declarations are in force."""
    return _active[0]


def activate(house: House) -> None:
    """Put a house's declarations in force in this process, in place of the last one's.

    :param house: what its modules contribute; empty: only the built-in ones
    :raises ValueError: if two declarations of a kind have the same name
    """
    if house.digest == _active[0].digest:
        _active[0] = _active[0]._replace(root=house.root)
        return
    for registry in _REGISTRIES:
        if problem := registry.clash(house):
            raise ValueError(problem)
    _active[0] = house
    for registry in _REGISTRIES:
        registry._take(house)
