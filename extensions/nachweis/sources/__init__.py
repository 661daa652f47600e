"""The file reader: reads files into the model, without Sphinx."""
