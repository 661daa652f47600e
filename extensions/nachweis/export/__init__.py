"""Projects in the formats of other tools: a declaration a format, a module for what writes it."""
