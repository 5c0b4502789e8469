-- How many conversations of the dataset have one turn, two turns, and so on?
SELECT turns, count(*) AS conversations, round(avg(calls), 2) AS calls_per_conversation
FROM dataset
WHERE run_id = $run_id
GROUP BY turns
ORDER BY turns;
