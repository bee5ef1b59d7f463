"""One build from folder to folder: read, check, render, write; all of it or nothing."""
