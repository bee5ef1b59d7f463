"""What changed since the previous build, and which outputs are stale."""
