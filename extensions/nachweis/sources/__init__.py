"""Files become the model: the file reader, which needs no Sphinx."""
