"""Tests of the reviewers' site."""  # noqa: A005 - the part of the package that they test
