-- How many scenarios became conversations, passed all checks, and are part of the dataset?
SELECT step, items FROM (
    SELECT 1 AS place, 'scenarios' AS step, count(*) AS items
    FROM scenarios WHERE run_id = $run_id
    UNION ALL
    SELECT 2, 'conversations', count(*) FROM conversations WHERE run_id = $run_id
    UNION ALL
    SELECT 3, 'accepted', count(*) FROM conversations WHERE run_id = $run_id AND accepted
    UNION ALL
    SELECT 4, 'admitted', count(*) FROM conversations WHERE run_id = $run_id AND admitted
) ORDER BY place;
