"""Scalar places of a schema, what they mean, and values that fit both."""
