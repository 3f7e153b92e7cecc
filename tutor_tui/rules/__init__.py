"""The field's rules: pure functions of documents, standard, settings and today."""
