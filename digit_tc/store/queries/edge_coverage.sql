-- Which dataflow edges does the dataset use, and how often?
WITH used AS (
    SELECT producer.tool AS source, consumer.tool AS target,
        regexp_replace(arguments.result_path, '\[\d+\]', '[]', 'g') AS source_path,
        regexp_replace(arguments.path, '\[\d+\]', '[]', 'g') AS target_path
    FROM arguments
    JOIN dataset ON dataset.run_id = arguments.run_id AND dataset.id = arguments.conversation
    JOIN calls AS consumer ON consumer.run_id = arguments.run_id
        AND consumer.conversation = arguments.conversation AND consumer.call = arguments.call
    JOIN calls AS producer ON producer.run_id = arguments.run_id
        AND producer.conversation = arguments.conversation
        AND producer.call = arguments.source_call
    WHERE arguments.run_id = $run_id AND arguments.kind = 'result'
)
SELECT edges.source, edges.source_path, edges.target, edges.target_path, edges.score,
    count(used.source) AS uses
FROM edges
LEFT JOIN used ON used.source = edges.source AND used.target = edges.target
    AND used.source_path = edges.source_path AND used.target_path = edges.target_path
WHERE edges.run_id = $run_id
GROUP BY ALL
ORDER BY uses DESC, edges.source, edges.source_path, edges.target, edges.target_path;
