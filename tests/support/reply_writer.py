"""A process of its own that stores replies: FOLDER NAME COUNT [SHARED].

It acknowledges each group on its output once it is stored. Where SHARED is given, keys are shared
by all writers (texts never are), it says `ready` and waits for the end of its input before it
begins, and it lets the others in between groups, as somebody does who waits for models.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

from digit_tc.llm.call_recorder import CallRecorder, SendAttempt, key_request
from digit_tc.llm.protocol import ModelReply, ModelRequest, Purpose
from digit_tc.llm.reply_cache import CacheEntry, ReplyCache


def main(folder: str, name: str, count: int, shared: bool) -> None:
    """Store `count` replies in groups of three."""
    replies = ReplyCache(Path(folder))
    recorder = CallRecorder(f"run-{name}", lambda: dt.datetime.now(dt.UTC))
    if shared:
        print("ready", flush=True)
        sys.stdin.read()
    for first in range(0, count, 3):
        if shared:
            time.sleep(0.005)
        entries = [_entry(recorder, name, first + more, shared) for more in range(3)]
        while (stored := replies.store(entries)) is None:
            time.sleep(0.001)
        for entry, reply in zip(entries, stored, strict=True):
            assert reply is not None
            print(entry.call.key, reply.text.split(":")[0], flush=True)
    replies.close()


def _entry(recorder: CallRecorder, name: str, number: int, shared: bool) -> CacheEntry:
    request = ModelRequest(model=str(number) if shared else f"{name}-{number}", messages=())
    purpose = Purpose(role="user", prompt="request/1", subject="scn-1")
    reply = ModelReply(text=f"{name}:{'x' * 2000}")
    row = recorder.make_row(key_request(request, purpose), SendAttempt(), "ok", reply=reply)
    return CacheEntry(row, reply, recorder.session, 1, 0.0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "shared" in sys.argv[4:])
