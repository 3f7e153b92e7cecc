"""The documents: shape only. Import each from the module named for it."""
