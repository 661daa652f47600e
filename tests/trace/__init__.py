"""Tests of graph, coverage, rules and gate."""  # noqa: A005 - nobody imports the standard library's
