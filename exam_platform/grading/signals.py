"""What grading tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that wrote scores into entries. Arguments: exam_ids.
entries_scored = Signal()
