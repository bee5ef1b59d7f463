"""A chart that raises."""


def bars(data):
    """Ask for a table that is not there."""
    return data.table("row.csv")
