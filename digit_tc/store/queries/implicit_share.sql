-- What share of the calls is hidden, next to what the run file asks for?
SELECT sum(dataset.hidden_calls) AS hidden_calls, sum(dataset.calls) AS calls,
    round(sum(dataset.hidden_calls) / sum(dataset.calls), 4) AS implicit_share,
    any_value(CAST(runs.config->>'$.sample.hidden.mean' AS DOUBLE)) AS configured
FROM dataset JOIN runs ON runs.run_id = dataset.run_id
WHERE dataset.run_id = $run_id;
