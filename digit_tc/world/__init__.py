"""What exists in a conversation, and what calls make of it.

What was there in the beginning is drawn when it is looked at and stays so; what calls did is kept
apart from it, in a record that is replaced and never changed. The plans of a
conversation are run in one world (`cast`), which settles what each call is about and answered.
"""
