-- The world of each conversation, as it was before the first call. It has no key of its own, and is
-- packed tighter than DuckDB would by itself: it is read for an export alone.

CREATE TABLE worlds (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    entities INTEGER NOT NULL,
    listings INTEGER NOT NULL,
    record JSON NOT NULL USING COMPRESSION zstd
);
COMMENT ON TABLE worlds IS 'The world of each conversation before its first call; digit-tc export --worlds writes it.';
COMMENT ON COLUMN worlds.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN worlds.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN worlds.entities IS 'How many entities there are.';
COMMENT ON COLUMN worlds.listings IS 'How many listings are settled.';
COMMENT ON COLUMN worlds.record IS 'The whole record.';
