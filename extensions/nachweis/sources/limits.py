"""How much a source may ask of the gate; beyond, it is refused with its place.

Writers of a branch are strangers to whoever judges it: no file of theirs may keep the gate from
its verdict. With these limits no file takes more than 10 CPU seconds or 1 GB.
"""

from __future__ import annotations

from typing import Final

LARGEST_FILE: Final = 4 * 1024 * 1024
"""Bytes of a source; more is a mistake, such as data or an image under the name of a text."""

LARGEST_BASELINE: Final = 64 * 1024 * 1024
"""Bytes of the last baseline: one of 5 000 objects has some five mebibytes."""

BASELINE_PARTS: Final = 1_200_000
"""Values of a baseline, as its commas and open brackets say: one of 40 000 objects has as many,
and the smallest values take half a kilobyte of memory each."""

ALIASED: Final = 2 * LARGEST_FILE
"""Characters of a YAML file with its aliases and merges written out, 16 for each of its parts:
aliases to aliases double with every line, so that 500 bytes can stand for more than a disk holds.
"""

YAML_PARTS: Final = 250_000
"""Keys, values, lists and mappings of a YAML file: each takes a kilobyte of memory."""

YAML_LEVELS: Final = 100
"""Lists and mappings inside each other in a YAML file; the parser in C would end the process."""

KEYS: Final = 5_000
"""Keys of a mapping in YAML; to find the line of each takes time with the square of it."""

DIGITS: Final = 400
"""Characters of a number in YAML; to read one takes time with the square of it."""

OBJECTS: Final = 4_500
"""Objects of a file: a build takes two milliseconds for each, and each may have several findings.
The largest project that was measured has 5 000 in a hundred files."""

WRONG_LINES: Final = 100
"""Lines of ``trace.lock`` that are reported as wrong; after so many it is another file."""

MOST_WEAKENED: Final = 1_000
"""Findings of a rule about what a project, or its workspace, demanded before: a baseline of a
stranger may name half a million of what is gone."""

OPTIONS: Final = 200
"""Options of an object; no type has more than thirty."""

OPTION_BLOCK: Final = 64 * 1024
"""Characters of the options of an object, where they need MyST's own reader, which is slow."""

LINKS: Final = 1_000
"""Targets of a link, and so the findings about an option."""

FILE_LINKS: Final = 100_000
"""Targets of all links of a file."""

LEVELS: Final = 50
"""Directives inside each other, and files that include each other."""

INCLUDES: Final = 2_000
"""Files that the documents of a project include in total: 23 files each of which includes the
next one twice are four million."""

INCLUDED: Final = LARGEST_FILE
"""Bytes that the documents of a project include in total."""

SUGGESTED: Final = 50
"""Unknown links of a project for which an ID that is alike is looked for."""

COMPARED: Final = 20_000
"""IDs that an unknown one is compared with, for all suggestions of a project."""

PARSED: Final = 6 * 1024 * 1024
"""Characters of a document that MyST's parser reads, those in a directive once more for each
level, those of short lines and brackets several times: each takes about a microsecond. Most
documents do not need the parser at all."""

RENDERED: Final = 4_400_000
"""What a build may make of a page, in estimated microseconds: a character counts 1, a line 130, a
cell of a table 120, a directive or role 300. More than that is some thirteen hundred objects. It is
half of what a command may take, as a redline reads a page in both states."""

SHOWN: Final = 10_000_000
"""What a build may make of the files that the pages of a project show, likewise."""

CONTENTS: Final = 10_000
"""Pages that the tables of contents of pages show, each with all below those that it names: each
takes some 0.2 milliseconds, in its page and in the navigation."""

FITTED: Final = 100_000_000
"""Characters of the names of a report's cases that are compared with ``mapping.yaml``, and of its
entries, 10 more for each pair: many stars, or what is almost alike, take 50 nanoseconds each."""

RECORDED: Final = 2_500
"""Cases of a report that become records: a build takes three milliseconds for each."""

LARGEST_OSCAL: Final = 64 * 1024 * 1024
"""Bytes of a document in OSCAL that is imported; the largest that the BSI publishes has four."""

OSCAL_LEVELS: Final = 60
"""Objects and lists inside each other in a document in OSCAL."""

OSCAL_PARTS: Final = 2_000_000
"""Objects and lists of a document in OSCAL; 1 000 controls of the BSI have some 20 000."""
