-- How often does the solver find the calls of the dataset's requests, by number of calls?
SELECT turns.calls, count(*) AS requests, round(avg(translations.solve_rate), 3) AS solve_rate,
    round(avg(translations.hidden_recall), 3) AS hidden_recall
FROM translations
JOIN dataset ON dataset.run_id = translations.run_id AND dataset.id = translations.conversation
JOIN turns ON turns.run_id = translations.run_id
    AND turns.conversation = translations.conversation AND turns.turn = translations.turn
WHERE translations.run_id = $run_id
GROUP BY turns.calls
ORDER BY turns.calls;
