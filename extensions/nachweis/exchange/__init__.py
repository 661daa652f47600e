"""What parties tell each other of their proofs, signed, from repository to repository."""
