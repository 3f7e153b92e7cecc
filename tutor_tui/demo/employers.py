"""Invented employers."""

from typing import Final

from tutor_tui.demo.story import Employer

BRACKENTHWAITE: Final = Employer("Brackenthwaite Training Hub", "ZZ4 8LB")
FIDDLERS_REACH: Final = Employer("Fiddler's Reach Primary School", "ZZ12 7BD")
GLOAMSHIRE: Final = Employer("Gloamshire Learning Trust", "ZZ9 2XY")
LLANFEYNES: Final = Employer("Coleg Llanfeynes", "ZZ20 5DD")
MARLINGBURY: Final = Employer("Marlingbury Sixth Form", "ZZ1 4QA")
OWLBECK: Final = Employer("Owlbeck Special School", "ZZ7 3HN")
QUILLHAMPTON: Final = Employer("University of Quillhampton", "ZZ15 1UQ")
ST_ELDREDS: Final = Employer("St Eldred-in-the-Marsh Academy", "ZZ3 6EA")
TUMBLEDOWN: Final = Employer("Tumbledown & Daughters Builders", "ZZ10 9TD")
WOBBLEFORD: Final = Employer("Wobbleford Community College", "ZZ6 2WD")
