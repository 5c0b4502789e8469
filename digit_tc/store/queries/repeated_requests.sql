-- Which requests are made word for word in more than one conversation of the dataset?
SELECT turns.request, count(DISTINCT turns.conversation) AS conversations
FROM turns JOIN dataset ON dataset.run_id = turns.run_id AND dataset.id = turns.conversation
WHERE turns.run_id = $run_id
GROUP BY turns.request
HAVING conversations > 1
ORDER BY conversations DESC, turns.request
LIMIT 50;
