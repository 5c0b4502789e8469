-- Messages have ids, and are kept as they stand in the record of a conversation.

ALTER TABLE messages ADD COLUMN id VARCHAR;
ALTER TABLE messages ADD COLUMN status VARCHAR;
ALTER TABLE messages ADD COLUMN train BOOLEAN;
ALTER TABLE arguments ADD COLUMN source_message VARCHAR;
COMMENT ON COLUMN messages.id IS 'Id of the message in its conversation: t2.0 is the first one of turn 2, system the system message.';
COMMENT ON COLUMN messages.role IS 'system, user, assistant, tool, or tools where tools are added.';
COMMENT ON COLUMN messages.status IS 'ok or error in a tool message; a call that fails may still be the right one.';
COMMENT ON COLUMN messages.train IS 'Whether a model should learn to write it; empty for messages that are not the assistant''s.';
COMMENT ON COLUMN arguments.source_turn IS 'The turn of the message that holds the value (user).';
COMMENT ON COLUMN arguments.source_message IS 'Id of the message that holds the value (user, context).';
COMMENT ON COLUMN calls.call IS 'Number of the call in its conversation; calls of the plan count from 1, mistakes come behind them.';
COMMENT ON COLUMN turns.shape IS 'Shape of its chain; none for a turn that was planned without calls.';
COMMENT ON COLUMN turns.chain IS 'Id of its chain; empty for a turn that was planned without calls.';

UPDATE arguments SET source_message = CASE kind WHEN 'user' THEN 't' || source_turn || '.0' WHEN 'context' THEN 'system' END;
UPDATE messages SET id = 'system' WHERE role = 'system';
UPDATE messages SET id = 't' || messages.turn || '.' || (messages.position - first.position)
FROM (SELECT run_id, conversation, turn, min(position) AS position FROM messages GROUP BY ALL) AS first
WHERE messages.turn IS NOT NULL AND first.run_id = messages.run_id
    AND first.conversation = messages.conversation AND first.turn = messages.turn;
UPDATE messages SET train = NOT list_contains(list_transform(calls, lambda call: call > 1000), true) WHERE role = 'assistant';
UPDATE messages SET status = calls.status FROM calls
WHERE messages.role = 'tool' AND calls.run_id = messages.run_id
    AND calls.conversation = messages.conversation AND calls.call = messages.answers;
