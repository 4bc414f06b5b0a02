"""What sittings tell the apps above, always after the commit and with ids alone."""

from django.dispatch import Signal

# attempt_ids: attempts that were closed and wait to be graded.
attempts_submitted = Signal()
# attempt_ids: attempts whose marks no longer count, because they were reopened or voided.
attempts_withdrawn = Signal()
