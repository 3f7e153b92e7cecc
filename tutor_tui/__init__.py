"""tutor-tui: whom to see next and why, for UK apprenticeship tutors."""

__version__ = "0.1.0"
