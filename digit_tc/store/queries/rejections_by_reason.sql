-- What was dropped, at which stage and for what reason, and how long did it take?
SELECT stage, reason, count(*) AS items, round(sum(cost_in_ms)) AS cost_in_ms, min(detail) AS example
FROM rejections
WHERE run_id = $run_id
GROUP BY stage, reason
ORDER BY items DESC, stage, reason;
