"""What people tells the apps above it."""

from django.dispatch import Signal

# Sent with `person_id`, inside the transaction that ended the person's sessions (disabled, role changed, new password,
# signed out): whoever holds a right of hers in another form, such as the lease of an attempt, ends it too.
access_ended = Signal()
