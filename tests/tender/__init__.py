"""The tender: out, in, compared, awarded."""
