"""What happens in a run, told while it happens: a file of events, and spans where they are wanted.

Nothing here can end a run, and nothing leaves the machine unless an address is set.
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
