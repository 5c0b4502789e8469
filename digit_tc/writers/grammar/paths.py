"""Places inside JSON values, as `digit_tc.language.paths` has them."""

from digit_tc.language.paths import assemble, first_items, get, put, steps_of

__all__ = ["assemble", "first_items", "get", "put", "steps_of"]
