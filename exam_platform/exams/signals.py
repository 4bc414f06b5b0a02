"""What examinations tell the apps above them."""

from django.dispatch import Signal

# Sent inside the transaction that changed lines of a frozen roster. Arguments: exam_id.
roster_changed = Signal()
