"""What a tool means, parsed once: effect, entity, keys, filters, session, purpose and tier."""

from digit_tc.semantics.catalogue import profile_tools
from digit_tc.semantics.corrections import describe_profile
from digit_tc.semantics.profiles import derive_profile, profile_of

__all__ = ["derive_profile", "describe_profile", "profile_of", "profile_tools"]
