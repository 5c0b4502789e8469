-- Which requests to models brought no usable reply, and why?
SELECT outcome, role, prompt, count(*) AS requests, any_value(detail) AS example
FROM model_calls
WHERE run_id = $run_id AND outcome <> 'ok'
GROUP BY outcome, role, prompt
ORDER BY requests DESC, outcome, role, prompt;
