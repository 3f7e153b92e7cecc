"""An invented caseload to try the program on, the same at every run of one day."""

from tutor_tui.demo.caseloads import DemoCaseload, documents
from tutor_tui.demo.create import create

__all__ = ["DemoCaseload", "create", "documents"]
