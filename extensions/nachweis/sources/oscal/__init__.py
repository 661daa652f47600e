"""OSCAL documents of others: read with bounds, resolved, and understood."""
