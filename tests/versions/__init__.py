"""Released versions."""
