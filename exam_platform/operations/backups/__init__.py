"""Backups of an installation, and restoring one on an empty machine (docs/operators.md, 备份与恢复).

A backup root holds one folder per backup, named by its time, and for PostgreSQL `wal/<timeline>/` with the log
received since. A backup is a copy of the database, the files of DATA_DIR, and a manifest with a digest of every file.
Keys are in none of it: they stand on the key sheet (`exam-platform backup keys`), which is kept apart.
"""
