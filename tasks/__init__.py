"""One verb a file: a policy (retries, time-out, cache key) and one library call."""
