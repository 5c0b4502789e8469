"""Values, requests, results and summaries without a model."""
