"""What several checks read and say alike: tools, paths, schemas, words, verdicts."""
