"""What apps above this one may listen to."""

from django.dispatch import Signal

# roster_changed(exam_id): sent inside the transaction of every act that changes lines of the frozen roster.
roster_changed = Signal()
