"""Makes a sample of mutants of the gate's source by the operators of mutmut; ``make mutate-gate``.

mutmut itself expects a package at the top of the repository or in ``src/``, and starts its tests
anew; of it come the operators only. It has an environment of its own, so nothing of ours is
imported here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any, cast

from libcst import FunctionDef, Module
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import create_mutations

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "extensions"


def mutants(path: Path) -> list[dict[str, Any]]:
    """Return what can be changed in the functions of a module, one change a mutant.

    :param path: the module
    """
    text = path.read_text(encoding="utf-8")
    module, found, *_ = create_mutations(str(path), text)
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    return [
        {
            "module": name,
            "path": path.relative_to(ROOT).as_posix(),
            "line": positions[mutation.original_node].start.line,
            "before": module.code_for_node(mutation.original_node),
            "after": module.code_for_node(mutation.mutated_node),
            "source": lambda one=mutation: (
                cast("Module", module.deep_replace(one.original_node, one.mutated_node)).code
            ),
        }
        for mutation in found
        if isinstance(mutation.contained_by_top_level_function, FunctionDef)
    ]


def main() -> None:
    """Write a sample of the mutants of some folders as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    paths = [path for folder in options.folders for path in sorted(folder.resolve().rglob("*.py"))]
    every = [mutant for path in paths for mutant in mutants(path)]
    chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
    for mutant in chosen:
        mutant["source"] = mutant["source"]()
    json.dump({"total": len(every), "mutants": chosen}, sys.stdout)


if __name__ == "__main__":
    main()
