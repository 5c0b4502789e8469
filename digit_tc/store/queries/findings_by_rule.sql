-- What did the lint see in the tools, and how often?
SELECT rule, severity, count(*) AS findings, count(DISTINCT tool) AS tools, min(detail) AS example
FROM findings
WHERE run_id = $run_id
GROUP BY rule, severity
ORDER BY findings DESC, rule, severity;
