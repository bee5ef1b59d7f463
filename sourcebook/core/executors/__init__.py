"""Executors: run function calls in this process, in a process pool or on a Dask cluster."""
