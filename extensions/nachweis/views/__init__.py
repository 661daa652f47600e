"""Views as plain values: matrices, traces, overviews."""
