"""Who may see what: the one place where something is left out, before anything is rendered."""
