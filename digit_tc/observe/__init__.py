"""Records what happens in a run: events in a file, and OpenTelemetry spans where an address is set.

No fault in here ends a run, and nothing leaves the machine unless an address is set.
"""

from digit_tc.observe.event_reader import follow_events, read_events
from digit_tc.observe.events import EVENTS, EventFile, EventName, locate_events
from digit_tc.observe.observer import Observer, close_observer, get_observer

__all__ = [
    "EVENTS",
    "EventFile",
    "EventName",
    "Observer",
    "close_observer",
    "follow_events",
    "get_observer",
    "locate_events",
    "read_events",
]
