"""An annex as a Word file, through pandoc."""
