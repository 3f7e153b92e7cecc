"""The catalogue of standards: one TOML file per version in `data/`, and its loader."""
