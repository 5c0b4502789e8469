"""What names and descriptions mean in English: words, kinds of values, and their written forms."""
