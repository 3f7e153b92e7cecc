"""How quick and how small the program is, each figure beside another's of the same run."""
