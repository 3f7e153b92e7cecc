"""Bytes to documents and back: government returns, tables, calendars."""
