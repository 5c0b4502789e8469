-- How often is each tool called and offered in the dataset?
WITH called AS (
    SELECT calls.tool, count(*) AS calls, count_if(calls.hidden) AS hidden_calls
    FROM calls JOIN dataset ON dataset.run_id = calls.run_id AND dataset.id = calls.conversation
    WHERE calls.run_id = $run_id AND calls.train
    GROUP BY calls.tool
), offered AS (
    SELECT tool, count(*) AS offered
    FROM (SELECT unnest(tools) AS tool FROM dataset WHERE run_id = $run_id)
    GROUP BY tool
)
SELECT
    tools.key AS tool, coalesce(calls, 0) AS calls, coalesce(hidden_calls, 0) AS hidden_calls,
    coalesce(offered, 0) AS offered
FROM tools
LEFT JOIN called ON called.tool = tools.key
LEFT JOIN offered ON offered.tool = tools.key
WHERE tools.run_id = $run_id
ORDER BY calls DESC, tools.key;
