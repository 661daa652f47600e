"""A project in OSCAL: its catalogue, its tailoring, who does what, and what was assessed."""
