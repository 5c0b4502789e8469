-- What models were asked and what it cost: the ledger of calls, the judge's votes, and what the blind
-- solver made of each request. Unknown costs and tokens are empty, never 0.

CREATE TABLE model_calls (
    id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    prompt VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    "index" INTEGER,
    turn INTEGER,
    attempt INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    key VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    prompt_tokens BIGINT,
    cached_tokens BIGINT,
    completion_tokens BIGINT,
    reasoning_tokens BIGINT,
    cost_in_usd DOUBLE,
    price_source VARCHAR,
    latency_in_ms DOUBLE NOT NULL,
    queue_in_ms DOUBLE NOT NULL,
    prompt_in_bytes BIGINT NOT NULL,
    cached BOOLEAN NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE model_calls IS 'The ledger of models: one row for each request that was sent, and for each reply out of the cache.';
COMMENT ON COLUMN model_calls.id IS 'Id of the call; never used twice.';
COMMENT ON COLUMN model_calls.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN model_calls.role IS 'planner, user, solver, simulator, assistant or judge.';
COMMENT ON COLUMN model_calls.prompt IS 'Name and version of the prompt, such as request/1.';
COMMENT ON COLUMN model_calls.subject IS 'What it was for: id of a scenario, or key of a tool.';
COMMENT ON COLUMN model_calls."index" IS 'Index of the scenario; empty for what no scenario needed.';
COMMENT ON COLUMN model_calls.turn IS 'Position of the turn; empty for the whole conversation.';
COMMENT ON COLUMN model_calls.attempt IS 'Which try of the writer at this step, from 1.';
COMMENT ON COLUMN model_calls.sample IS 'Which of several independent answers to one prompt, from 0.';
COMMENT ON COLUMN model_calls.sent IS 'Which sending of the same request, from 1.';
COMMENT ON COLUMN model_calls.key IS 'Key of the reply in the cache.';
COMMENT ON COLUMN model_calls.model IS 'The model, as LiteLLM names it.';
COMMENT ON COLUMN model_calls.prompt_tokens IS 'Tokens of the prompt; empty where the provider did not say.';
COMMENT ON COLUMN model_calls.cached_tokens IS 'Part of them that the provider had in its own cache.';
COMMENT ON COLUMN model_calls.completion_tokens IS 'Tokens of the reply, thinking included; empty where the provider did not say.';
COMMENT ON COLUMN model_calls.reasoning_tokens IS 'Part of them that was thinking.';
COMMENT ON COLUMN model_calls.cost_in_usd IS 'What it cost; empty where that is not known, 0 for a reply out of the cache.';
COMMENT ON COLUMN model_calls.price_source IS 'Where the price came from, with its version.';
COMMENT ON COLUMN model_calls.latency_in_ms IS 'Time from sending to the end of the reply.';
COMMENT ON COLUMN model_calls.queue_in_ms IS 'Time it waited for its turn before it was sent.';
COMMENT ON COLUMN model_calls.prompt_in_bytes IS 'Size of the request.';
COMMENT ON COLUMN model_calls.cached IS 'The reply came out of the cache and nothing was sent.';
COMMENT ON COLUMN model_calls.outcome IS 'ok; faults of transport: rate-limit, time-out, connection, server-error, bad-response; poor replies: empty, unreadable, invalid, length; refused, cancelled.';
COMMENT ON COLUMN model_calls.detail IS 'One sentence where the outcome is not ok.';
COMMENT ON COLUMN model_calls.ended_at IS 'When it ended, in UTC.';

CREATE TABLE votes (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    sample INTEGER NOT NULL,
    model VARCHAR NOT NULL,
    readable BOOLEAN NOT NULL,
    accepted BOOLEAN NOT NULL,
    scores JSON NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (run_id, conversation, sample)
);
COMMENT ON TABLE votes IS 'What the judge said about conversations, those that it refused included.';
COMMENT ON COLUMN votes.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN votes.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN votes.sample IS 'Which vote, from 0.';
COMMENT ON COLUMN votes.model IS 'The model that judged.';
COMMENT ON COLUMN votes.readable IS 'Whether the answer was a vote at all.';
COMMENT ON COLUMN votes.accepted IS 'Whether the vote accepts the conversation.';
COMMENT ON COLUMN votes.scores IS 'Criterion of the rubric to score, from 1 (worst) to 5 (best).';
COMMENT ON COLUMN votes.reason IS 'Why, in the judge''s words.';

CREATE TABLE translations (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    turn INTEGER NOT NULL,
    mode VARCHAR NOT NULL,
    samples INTEGER NOT NULL,
    solved INTEGER NOT NULL,
    solve_rate DOUBLE NOT NULL,
    hidden_recall DOUBLE,
    disagreement VARCHAR NOT NULL,
    PRIMARY KEY (run_id, conversation, turn)
);
COMMENT ON TABLE translations IS 'What the solver made of each request: back-translation from the user''s words to the calls.';
COMMENT ON COLUMN translations.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN translations.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN translations.turn IS 'Position of the turn.';
COMMENT ON COLUMN translations.mode IS 'blind: from the words and the whole toolset alone; informed: with the plan''s tools and values.';
COMMENT ON COLUMN translations.samples IS 'Readable answers of the solver.';
COMMENT ON COLUMN translations.solved IS 'Those that gave exactly the plan''s calls.';
COMMENT ON COLUMN translations.solve_rate IS 'Share of the answers that gave the plan, from 0 to 1.';
COMMENT ON COLUMN translations.hidden_recall IS 'Share of the hidden calls that the answers found; empty where no call was hidden.';
COMMENT ON COLUMN translations.disagreement IS 'How the first answer that failed differs from the plan.';

CREATE VIEW spending AS
SELECT model_calls.*,
    CASE
        WHEN prompt LIKE 'infer-returns/%' OR prompt LIKE 'greeting/%' THEN 'ingest'
        WHEN prompt LIKE 'confirm-edges/%' THEN 'graph'
        WHEN role = 'judge' THEN 'assess'
        ELSE 'synthesize'
    END AS stage,
    outcome IN ('rate-limit', 'time-out', 'connection', 'server-error', 'bad-response') AS lost,
    -- A provider asks nothing for what it refused, or for what never reached it.
    cost_in_usd IS NULL AND NOT cached
        AND outcome NOT IN ('rate-limit', 'connection', 'server-error', 'refused') AS cost_unknown
FROM model_calls;
COMMENT ON VIEW spending IS 'The ledger with the stage of each call, whether its sending was lost, and whether its cost is unknown.';

CREATE VIEW cost_by_role AS
SELECT run_id, role,
    count(*) FILTER (NOT cached) AS requests,
    count(*) FILTER (cached) AS cache_hits,
    count(*) FILTER (lost) AS lost,
    sum(prompt_in_bytes) FILTER (NOT cached) AS prompt_in_bytes,
    sum(prompt_tokens) FILTER (NOT cached) AS prompt_tokens,
    sum(cached_tokens) FILTER (NOT cached) AS cached_tokens,
    sum(completion_tokens) FILTER (NOT cached) AS completion_tokens,
    sum(reasoning_tokens) FILTER (NOT cached) AS reasoning_tokens,
    sum(cost_in_usd) AS cost_in_usd,
    count(*) FILTER (cost_unknown) AS unknown_costs
FROM spending GROUP BY run_id, role;
COMMENT ON VIEW cost_by_role IS 'What each role cost: known costs added up, and the number of calls with an unknown cost.';

CREATE VIEW cost_by_stage AS
SELECT run_id, stage,
    count(*) FILTER (NOT cached) AS requests,
    count(*) FILTER (cached) AS cache_hits,
    count(*) FILTER (lost) AS lost,
    sum(prompt_in_bytes) FILTER (NOT cached) AS prompt_in_bytes,
    sum(prompt_tokens) FILTER (NOT cached) AS prompt_tokens,
    sum(cached_tokens) FILTER (NOT cached) AS cached_tokens,
    sum(completion_tokens) FILTER (NOT cached) AS completion_tokens,
    sum(reasoning_tokens) FILTER (NOT cached) AS reasoning_tokens,
    sum(cost_in_usd) AS cost_in_usd,
    count(*) FILTER (cost_unknown) AS unknown_costs
FROM spending GROUP BY run_id, stage;
COMMENT ON VIEW cost_by_stage IS 'What each stage cost: known costs added up, and the number of calls with an unknown cost.';
COMMENT ON COLUMN cost_by_role.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN cost_by_role.role IS 'The role that asked.';
COMMENT ON COLUMN cost_by_role.requests IS 'Requests that were sent, lost ones included.';
COMMENT ON COLUMN cost_by_role.cache_hits IS 'Replies out of the cache, for which nothing was sent.';
COMMENT ON COLUMN cost_by_role.lost IS 'Requests that transport lost.';
COMMENT ON COLUMN cost_by_role.prompt_in_bytes IS 'Size of the requests that were sent.';
COMMENT ON COLUMN cost_by_role.prompt_tokens IS 'Tokens of their prompts, as far as providers said.';
COMMENT ON COLUMN cost_by_role.cached_tokens IS 'Part of them that providers had in their own caches.';
COMMENT ON COLUMN cost_by_role.completion_tokens IS 'Tokens of the replies, as far as providers said.';
COMMENT ON COLUMN cost_by_role.reasoning_tokens IS 'Part of them that was thinking.';
COMMENT ON COLUMN cost_by_role.cost_in_usd IS 'The known costs added up; empty where none is known.';
COMMENT ON COLUMN cost_by_role.unknown_costs IS 'Requests whose cost is not known.';
COMMENT ON COLUMN cost_by_stage.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN cost_by_stage.stage IS 'ingest, graph, synthesize or assess.';
COMMENT ON COLUMN cost_by_stage.requests IS 'Requests that were sent, lost ones included.';
COMMENT ON COLUMN cost_by_stage.cache_hits IS 'Replies out of the cache, for which nothing was sent.';
COMMENT ON COLUMN cost_by_stage.lost IS 'Requests that transport lost.';
COMMENT ON COLUMN cost_by_stage.prompt_in_bytes IS 'Size of the requests that were sent.';
COMMENT ON COLUMN cost_by_stage.prompt_tokens IS 'Tokens of their prompts, as far as providers said.';
COMMENT ON COLUMN cost_by_stage.cached_tokens IS 'Part of them that providers had in their own caches.';
COMMENT ON COLUMN cost_by_stage.completion_tokens IS 'Tokens of the replies, as far as providers said.';
COMMENT ON COLUMN cost_by_stage.reasoning_tokens IS 'Part of them that was thinking.';
COMMENT ON COLUMN cost_by_stage.cost_in_usd IS 'The known costs added up; empty where none is known.';
COMMENT ON COLUMN cost_by_stage.unknown_costs IS 'Requests whose cost is not known.';
