"""Reports that machines write, read as cases with a date and an outcome."""
