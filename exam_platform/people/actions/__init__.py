"""The only writers of units, persons, posts, roles and accounts."""
