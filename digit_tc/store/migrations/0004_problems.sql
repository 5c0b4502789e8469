-- Why a run failed.

ALTER TABLE runs ADD COLUMN problem VARCHAR DEFAULT '';
COMMENT ON COLUMN runs.problem IS 'Why the run failed, and what to do about it; empty for a run that did not fail.';
