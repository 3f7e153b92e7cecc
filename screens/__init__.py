"""Textual screens and widgets of tutor-tui."""
