-- What did each role cost, and how many of its requests were lost?
SELECT role, requests, cache_hits, lost, prompt_tokens, completion_tokens, cost_in_usd, unknown_costs
FROM cost_by_role
WHERE run_id = $run_id
ORDER BY cost_in_usd DESC NULLS LAST, requests DESC, role;
