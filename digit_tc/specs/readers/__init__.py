"""One reader for each kind of specification; each gives drafts and never judges schemas."""
