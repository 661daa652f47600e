"""An annex as a PDF, through Typst."""
