"""New projects and new objects from templates."""
