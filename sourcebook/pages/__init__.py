"""From a site to its files: what each kind of page says, and the charts, tables and data that go with it."""
