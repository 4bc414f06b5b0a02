"""Django's PostgreSQL backend, made for a server that dies, hangs and comes back (F1, F2, F28)."""
