-- Where do the argument values of the dataset come from, and by which transforms?
SELECT arguments.kind, arguments.transform, count(*) AS arguments,
    round(count(*) / sum(count(*)) OVER (), 4) AS share
FROM arguments
JOIN dataset ON dataset.run_id = arguments.run_id AND dataset.id = arguments.conversation
WHERE arguments.run_id = $run_id
GROUP BY arguments.kind, arguments.transform
ORDER BY arguments DESC, arguments.kind, arguments.transform;
