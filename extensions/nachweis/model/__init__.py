"""The typed model of catalogue and projects: records and enumerations, no input or output."""
