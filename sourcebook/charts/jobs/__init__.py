"""Chart jobs: charts are drawn by worker processes, and stored in the disk cache."""
