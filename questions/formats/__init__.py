"""One file per exchange format: rows or blocks ↔ drafts of questions, with located problems. Pure."""
