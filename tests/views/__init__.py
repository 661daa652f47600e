"""Tests of the views as values."""
