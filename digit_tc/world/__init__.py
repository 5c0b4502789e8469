"""What exists in a conversation, and what calls make of it.

The ground of a world is drawn when it is looked at and stays so; what calls did is its state, which
is replaced and never changed. No stage runs its plans in a world yet.
"""
