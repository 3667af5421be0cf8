"""Other people's files: read into scenarios."""
