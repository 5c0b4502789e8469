"""The order of work: the pipeline, its stages, and the command line."""
