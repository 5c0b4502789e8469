"""Writers supply words and values for the roles of a conversation."""
