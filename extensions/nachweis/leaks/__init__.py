"""Whether an output holds what its audience may not see: code that had no part in making it."""
