"""The one machinery for files that become records: upload, preview with a verdict per row, confirmation.

Questions use it here; a project subclasses its models, importer and views for files of its own.
"""
