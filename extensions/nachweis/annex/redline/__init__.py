"""What changed since an older state of an annex, free of any output format."""
