"""Invented employers, and who is to be spoken to there."""

from typing import Final

from tutor_tui.demo.story import Employer

BRACKENTHWAITE: Final = Employer(
    *("Brackenthwaite Training Hub", "ZZ4 8LB", "Philippa Garside-Ong"),
    ("Wendell Okafor-Lisle", "Ros Haythornthwaite", "Imran Siddall"),
)
FIDDLERS_REACH: Final = Employer(
    *("Fiddler's Reach Primary School", "ZZ12 7BD", "Hilary Cobbold-Ray"),
    ("Beatrix Dunmorrow", "Samir Oyelaran-Kent", "Lowri Fanshawe", "Denzil Trewhella"),
)
GLOAMSHIRE: Final = Employer(
    *("Gloamshire Learning Trust", "ZZ9 2XY", "Anneliese Prowse"),
    ("Dominic Achterberg", "Farida Lockyer-Bose", "Owen Thistlethwaite", "Mei Rutherglen"),
)
LLANFEYNES: Final = Employer(
    *("Coleg Llanfeynes", "ZZ20 5DD", "Carys Bevan-Holt"),
    ("Idris Pugh-Malik", "Non Gruffydd-Shaw", "Tegan Saylewood"),
)
MARLINGBURY: Final = Employer(
    *("Marlingbury Sixth Form", "ZZ1 4QA", "Rupert Enwright"),
    ("Shabnam Tolliver", "Colm Redfearn-Ito", "Judith Ampleforth", "Kit Nwosu-Hale"),
)
OWLBECK: Final = Employer(
    *("Owlbeck Special School", "ZZ7 3HN", "Marguerite Sowerby-Khan"),
    ("Bartholomew Quaye", "Shona Macklethwaite", "Ines Corrigall", "Yusuf Penderel"),
)
QUILLHAMPTON: Final = Employer(
    *("University of Quillhampton", "ZZ15 1UQ", "Oluchi Venning-Sharpe"),
    ("Lorcan Fitzwarren", "Padma Ellerby", "Cosmo Arkwright-Bello"),
)
ST_ELDREDS: Final = Employer(
    *("St Eldred-in-the-Marsh Academy", "ZZ3 6EA", "Benedicta Saltmarsh"),
    ("Gideon Oyster-Hall", "Ruksana Holloway-Finn", "Alasdair Winch"),
)
TUMBLEDOWN: Final = Employer(
    *("Tumbledown & Daughters Builders", "ZZ10 9TD", "Wilhelmina Tumbledown"),
    ("Errol Stonehewer", "Magda Brickwood", "Jago Plumley-Adeyi"),
)
WOBBLEFORD: Final = Employer(
    *("Wobbleford Community College", "ZZ6 2WD", "Devika Halliwell-Stone"),
    ("Leopold Mbatha-Wray", "Sorcha Applegarth", "Nathaniel Pock", "Hyacinth Ramsbottom-Lee"),
)

EVERY: Final = (
    BRACKENTHWAITE,
    FIDDLERS_REACH,
    GLOAMSHIRE,
    LLANFEYNES,
    MARLINGBURY,
    OWLBECK,
    QUILLHAMPTON,
    ST_ELDREDS,
    TUMBLEDOWN,
    WOBBLEFORD,
)
