"""Source formats: from the text of a file to typed records."""
