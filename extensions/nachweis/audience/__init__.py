"""Who may see what: the one place where items are left out before anything is rendered."""
