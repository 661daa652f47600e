"""PDF annexes: select, read, typeset."""
