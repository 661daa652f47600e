"""Projects in the formats of other tools: one declaration per format, a module for its writer."""
