-- How long did each stage take, and how did it end?
SELECT stage, attempt, status, started_at, ended_at,
    round(epoch(ended_at - started_at), 2) AS seconds, figures
FROM stage_runs
WHERE run_id = $run_id
ORDER BY started_at, stage, attempt;
