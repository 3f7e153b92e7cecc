"""Whether more is tried than there is time for at every change."""

import os

LONG = os.environ.get("TUTOR_TUI_LONG") == "1"
"""`make test-long` and `make test-store-long` say so."""
