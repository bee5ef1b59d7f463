"""The live preview: a server whose open pages follow the files while they are edited."""
