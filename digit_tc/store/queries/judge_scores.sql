-- How does the judge score the conversations, by criterion of the rubric?
SELECT criterion, round(avg(score), 2) AS mean, min(score) AS least, count(*) AS votes
FROM (
    SELECT criterion, CAST(scores->>criterion AS INTEGER) AS score
    FROM (
        SELECT unnest(json_keys(scores)) AS criterion, scores FROM votes
        WHERE run_id = $run_id AND readable
    )
)
GROUP BY criterion
ORDER BY mean, criterion;
