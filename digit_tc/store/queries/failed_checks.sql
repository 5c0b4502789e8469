-- Which checks did conversations fail, and how often?
SELECT check_name, count(DISTINCT conversation) AS conversations, min(reason) AS example
FROM verdicts
WHERE run_id = $run_id AND NOT passed
GROUP BY check_name
ORDER BY conversations DESC, check_name;
