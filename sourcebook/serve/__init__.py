"""The live preview: a server that updates open pages while files are edited."""
