ALTER TABLE arguments ADD COLUMN pick JSON;
COMMENT ON COLUMN arguments.pick IS 'The rule that singles out the row of a list that the value is of; empty where it is of no list.';
