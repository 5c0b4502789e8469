-- Which conversations of the dataset have the most turns and calls?
SELECT id, "index", turns, calls, hidden_calls
FROM dataset
WHERE run_id = $run_id
ORDER BY turns DESC, calls DESC, "index"
LIMIT 20;
