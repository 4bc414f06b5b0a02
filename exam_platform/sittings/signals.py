"""What sittings tell the apps above, with ids alone."""

from django.dispatch import Signal

# attempt_ids: attempts that were closed and wait to be graded. Sent after the commit; whoever misses it finds them
# by their state.
attempts_submitted = Signal()
# entry_ids: entries of which an attempt was voided or reopened. Sent inside the transaction, because nothing else
# would show that their results have to follow.
attempts_withdrawn = Signal()
