ALTER TABLE edges RENAME COLUMN reason TO evidence;
ALTER TABLE edges ADD COLUMN kind VARCHAR DEFAULT 'meaning';
COMMENT ON COLUMN edges.evidence IS 'Why both are the same, in one short sentence.';
COMMENT ON COLUMN edges.kind IS 'identity, role or meaning; meaning where an earlier version did not say.';
