-- Calls that are shown to go wrong before the right one, and results that a model told.

ALTER TABLE calls ADD COLUMN train BOOLEAN DEFAULT true;
COMMENT ON TABLE calls IS 'The calls of the conversations with their results; wrong calls that are put right are those with train = false.';
COMMENT ON COLUMN calls.call IS 'Number of the call in its conversation, from 1; a wrong call has 1000 more than the right one.';
COMMENT ON COLUMN calls.train IS 'Whether the call is trained on; false for a wrong call, which no figure counts.';
COMMENT ON COLUMN tools.returns_origin IS 'declared, inferred (by rule), model (inferred by a model) or none.';
