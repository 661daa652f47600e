"""What a person looks at, as plain values: matrices, traces, overviews."""
