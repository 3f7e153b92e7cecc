"""A JSON document store for one shared machine."""
