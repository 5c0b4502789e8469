"""What happens in a run, told while it happens: a file of events, and spans where they are wanted.

Nothing here can end a run, and nothing leaves the machine unless an address is set.
"""

from digit_tc.observe.events import EVENTS, EventFile, EventName, events_path
from digit_tc.observe.observer import Observer, close_observer, observer_of
from digit_tc.observe.reading import follow, read_events

__all__ = [
    "EVENTS",
    "EventFile",
    "EventName",
    "Observer",
    "close_observer",
    "events_path",
    "follow",
    "observer_of",
    "read_events",
]
