-- Which shapes do the turns of the dataset have, and how many calls?
SELECT turns.shape, count(*) AS turns, round(count(*) / sum(count(*)) OVER (), 3) AS share,
    round(avg(turns.calls), 2) AS calls_per_turn
FROM turns JOIN dataset ON dataset.run_id = turns.run_id AND dataset.id = turns.conversation
WHERE turns.run_id = $run_id
GROUP BY turns.shape
ORDER BY turns DESC, turns.shape;
