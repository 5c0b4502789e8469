-- The tables of a digit-tc database. Rows that hold a whole record keep it in `record`, as it was put in;
-- the columns beside it are there to be asked for. Turns, messages, calls, arguments and verdicts have no
-- key of their own: they are written together with their conversation, which has one.

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    config JSON NOT NULL,
    config_hash VARCHAR NOT NULL,
    seed BIGINT NOT NULL,
    count BIGINT NOT NULL,
    version VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    prefect_flow_run_id VARCHAR,
    record JSON NOT NULL,
    PRIMARY KEY (run_id)
);
COMMENT ON TABLE runs IS 'One row for each run.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run; it starts with the run''s name.';
COMMENT ON COLUMN runs.name IS 'The name given in the run file.';
COMMENT ON COLUMN runs.status IS 'running, done, failed, stopped (by the user) or interrupted (its process is gone).';
COMMENT ON COLUMN runs.config IS 'The whole run file with its defaults.';
COMMENT ON COLUMN runs.config_hash IS 'Equal run files have equal hashes.';
COMMENT ON COLUMN runs.seed IS 'Seed of the run: the same run file and seed give the same data.';
COMMENT ON COLUMN runs.count IS 'Number of admitted conversations that the run is to make.';
COMMENT ON COLUMN runs.version IS 'Version of digit_tc that made the run.';
COMMENT ON COLUMN runs.started_at IS 'When it started, in UTC.';
COMMENT ON COLUMN runs.ended_at IS 'When it ended, in UTC; empty while it runs.';
COMMENT ON COLUMN runs.prefect_flow_run_id IS 'The flow run in Prefect; empty for a run without Prefect.';
COMMENT ON COLUMN runs.record IS 'The run as it was put in.';

CREATE TABLE stage_runs (
    run_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    attempt INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    figures JSON NOT NULL,
    record JSON NOT NULL,
    PRIMARY KEY (run_id, stage, attempt)
);
COMMENT ON TABLE stage_runs IS 'One row for each try at a stage of a run.';
COMMENT ON COLUMN stage_runs.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN stage_runs.stage IS 'ingest, graph, sample, synthesize, assess or export.';
COMMENT ON COLUMN stage_runs.attempt IS 'Number of the try, from 1.';
COMMENT ON COLUMN stage_runs.status IS 'running, done, failed, stopped (by the user) or interrupted (its process is gone).';
COMMENT ON COLUMN stage_runs.started_at IS 'When it started, in UTC.';
COMMENT ON COLUMN stage_runs.ended_at IS 'When it ended, in UTC; empty while it runs.';
COMMENT ON COLUMN stage_runs.figures IS 'What the stage counted and measured, by name.';
COMMENT ON COLUMN stage_runs.record IS 'The stage run as it was put in.';

CREATE TABLE tools (
    run_id VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    namespace VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    parameters JSON NOT NULL,
    returns JSON,
    returns_origin VARCHAR NOT NULL,
    readiness DOUBLE NOT NULL,
    fingerprint VARCHAR NOT NULL,
    source_label VARCHAR NOT NULL,
    source_reader VARCHAR NOT NULL,
    source_item VARCHAR NOT NULL,
    record JSON NOT NULL,
    PRIMARY KEY (run_id, key)
);
COMMENT ON TABLE tools IS 'The tools that a run works with, after linting and merging.';
COMMENT ON COLUMN tools.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN tools.key IS 'Identity of the tool: namespace::name.';
COMMENT ON COLUMN tools.namespace IS 'Where the tool belongs.';
COMMENT ON COLUMN tools.name IS 'The name that the assistant calls.';
COMMENT ON COLUMN tools.description IS 'What the tool does.';
COMMENT ON COLUMN tools.parameters IS 'JSON Schema of its arguments.';
COMMENT ON COLUMN tools.returns IS 'JSON Schema of its result; empty where nothing is known.';
COMMENT ON COLUMN tools.returns_origin IS 'declared, inferred or none.';
COMMENT ON COLUMN tools.readiness IS 'How fit the tool is for synthesis, from 0 to 1.';
COMMENT ON COLUMN tools.fingerprint IS 'Content id of name, description, parameters and declared returns.';
COMMENT ON COLUMN tools.source_label IS 'The source that it was read from.';
COMMENT ON COLUMN tools.source_reader IS 'The reader that understood the source.';
COMMENT ON COLUMN tools.source_item IS 'The entry of the source.';
COMMENT ON COLUMN tools.record IS 'The tool as it was put in.';

CREATE TABLE edges (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_path VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    target_path VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE edges IS 'Dataflow edges: a field of one tool''s result can serve as a parameter of another tool.';
COMMENT ON COLUMN edges.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN edges.id IS 'Content id of the edge.';
COMMENT ON COLUMN edges.source IS 'Key of the tool whose result is used.';
COMMENT ON COLUMN edges.source_path IS 'Field of its result; [] stands for any item of an array.';
COMMENT ON COLUMN edges.target IS 'Key of the tool that uses it.';
COMMENT ON COLUMN edges.target_path IS 'The parameter that it serves.';
COMMENT ON COLUMN edges.score IS 'How well the two fit, from 0 to 1.';
COMMENT ON COLUMN edges.reason IS 'Why the score is what it is.';

CREATE TABLE chains (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    shape VARCHAR NOT NULL,
    length INTEGER NOT NULL,
    steps VARCHAR[] NOT NULL,
    record JSON NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE chains IS 'Chains of tools that scenarios were drawn from.';
COMMENT ON COLUMN chains.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN chains.id IS 'Content id of the chain.';
COMMENT ON COLUMN chains.shape IS 'single, parallel, linear, fan_out, fan_in or dag.';
COMMENT ON COLUMN chains.length IS 'Number of steps.';
COMMENT ON COLUMN chains.steps IS 'Keys of the tools in dependency order.';
COMMENT ON COLUMN chains.record IS 'The chain as it was put in, with its links.';

CREATE TABLE scenarios (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    "index" BIGINT NOT NULL,
    seed UBIGINT NOT NULL,
    today DATE NOT NULL,
    persona VARCHAR NOT NULL,
    manner VARCHAR NOT NULL,
    turns INTEGER NOT NULL,
    shapes VARCHAR[] NOT NULL,
    tools VARCHAR[] NOT NULL,
    record JSON NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE scenarios IS 'What was settled about each conversation before its first word.';
COMMENT ON COLUMN scenarios.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN scenarios.id IS 'Content id of the scenario.';
COMMENT ON COLUMN scenarios."index" IS 'Position in the run''s stream of scenarios, from 0.';
COMMENT ON COLUMN scenarios.seed IS 'Seed of the conversation''s own random stream.';
COMMENT ON COLUMN scenarios.today IS 'The date that the conversation takes place on.';
COMMENT ON COLUMN scenarios.persona IS 'Id of the persona who speaks as the user.';
COMMENT ON COLUMN scenarios.manner IS 'plain, terse, polite, chatty or typos.';
COMMENT ON COLUMN scenarios.turns IS 'Number of turns wanted.';
COMMENT ON COLUMN scenarios.shapes IS 'Shape of the chain of each turn.';
COMMENT ON COLUMN scenarios.tools IS 'Keys of the tools offered, in the order offered.';
COMMENT ON COLUMN scenarios.record IS 'The scenario as it was put in.';

CREATE TABLE conversations (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    "index" BIGINT NOT NULL,
    accepted BOOLEAN NOT NULL,
    admitted BOOLEAN NOT NULL,
    scenario VARCHAR NOT NULL,
    seed UBIGINT NOT NULL,
    today DATE NOT NULL,
    persona VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    tools VARCHAR[] NOT NULL,
    turns INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    hidden_calls INTEGER NOT NULL,
    writer VARCHAR NOT NULL,
    record JSON NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE conversations IS 'Every conversation that was finished, also those that failed a check; the dataset is those with admitted = true.';
COMMENT ON COLUMN conversations.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN conversations.id IS 'Content id of the conversation.';
COMMENT ON COLUMN conversations."index" IS 'Index of its scenario in the run; a run has one conversation for each index.';
COMMENT ON COLUMN conversations.accepted IS 'All checks passed.';
COMMENT ON COLUMN conversations.admitted IS 'Part of the dataset.';
COMMENT ON COLUMN conversations.scenario IS 'Id of the scenario that it grew from.';
COMMENT ON COLUMN conversations.seed IS 'Seed of its random stream.';
COMMENT ON COLUMN conversations.today IS 'The date that it takes place on.';
COMMENT ON COLUMN conversations.persona IS 'Id of the persona who speaks as the user.';
COMMENT ON COLUMN conversations.system IS 'The system message.';
COMMENT ON COLUMN conversations.tools IS 'Keys of the tools offered, in the order offered.';
COMMENT ON COLUMN conversations.turns IS 'Number of turns.';
COMMENT ON COLUMN conversations.calls IS 'Number of calls.';
COMMENT ON COLUMN conversations.hidden_calls IS 'Number of calls that the user''s words never ask for.';
COMMENT ON COLUMN conversations.writer IS 'Who supplied words and values, with version.';
COMMENT ON COLUMN conversations.record IS 'The conversation as it was put in.';

CREATE TABLE turns (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    turn INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    shape VARCHAR NOT NULL,
    chain VARCHAR NOT NULL,
    request VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    calls INTEGER NOT NULL,
    hidden_calls INTEGER NOT NULL
);
COMMENT ON TABLE turns IS 'The turns of the conversations.';
COMMENT ON COLUMN turns.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN turns.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN turns.turn IS 'Position of the turn, from 0.';
COMMENT ON COLUMN turns.kind IS 'Kind of the turn.';
COMMENT ON COLUMN turns.shape IS 'Shape of its chain.';
COMMENT ON COLUMN turns.chain IS 'Id of its chain.';
COMMENT ON COLUMN turns.request IS 'What the user says.';
COMMENT ON COLUMN turns.summary IS 'What the assistant says at the end.';
COMMENT ON COLUMN turns.calls IS 'Number of calls.';
COMMENT ON COLUMN turns.hidden_calls IS 'Number of calls that the user''s words never ask for.';

CREATE TABLE messages (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    turn INTEGER,
    role VARCHAR NOT NULL,
    content VARCHAR,
    calls INTEGER[] NOT NULL,
    answers INTEGER
);
COMMENT ON TABLE messages IS 'The conversations as messages: what a model sees.';
COMMENT ON COLUMN messages.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN messages.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN messages.position IS 'Position of the message, from 0.';
COMMENT ON COLUMN messages.turn IS 'Position of the turn; empty for the system message.';
COMMENT ON COLUMN messages.role IS 'system, user, assistant or tool.';
COMMENT ON COLUMN messages.content IS 'The text; empty where an assistant message only calls; the result as JSON in a tool message.';
COMMENT ON COLUMN messages.calls IS 'Ids of the calls that an assistant message makes.';
COMMENT ON COLUMN messages.answers IS 'Id of the call that a tool message answers.';

CREATE TABLE calls (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    call INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    call_group INTEGER NOT NULL,
    step INTEGER NOT NULL,
    tool VARCHAR NOT NULL,
    hidden BOOLEAN NOT NULL,
    status VARCHAR NOT NULL,
    arguments JSON NOT NULL,
    result JSON NOT NULL
);
COMMENT ON TABLE calls IS 'The calls of the conversations with their results.';
COMMENT ON COLUMN calls.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN calls.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN calls.call IS 'Number of the call in its conversation, from 1.';
COMMENT ON COLUMN calls.turn IS 'Position of the turn.';
COMMENT ON COLUMN calls.call_group IS 'Calls of one turn with the same group stand in one assistant message.';
COMMENT ON COLUMN calls.step IS 'Position in the chain of the turn.';
COMMENT ON COLUMN calls.tool IS 'Key of the tool.';
COMMENT ON COLUMN calls.hidden IS 'The user''s words never ask for this call.';
COMMENT ON COLUMN calls.status IS 'ok or error.';
COMMENT ON COLUMN calls.arguments IS 'The arguments.';
COMMENT ON COLUMN calls.result IS 'The simulated result.';

CREATE TABLE arguments (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    call INTEGER NOT NULL,
    path VARCHAR NOT NULL,
    value JSON,
    kind VARCHAR NOT NULL,
    source_turn INTEGER,
    text_start INTEGER,
    text_end INTEGER,
    source_call INTEGER,
    result_path VARCHAR NOT NULL,
    transform VARCHAR NOT NULL
);
COMMENT ON TABLE arguments IS 'One row for each scalar argument of a call, with the place where its value came from.';
COMMENT ON COLUMN arguments.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN arguments.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN arguments.call IS 'Number of the call.';
COMMENT ON COLUMN arguments.path IS 'The place in the arguments, such as passenger.name or ids[1].';
COMMENT ON COLUMN arguments.value IS 'The value; empty where the path leads nowhere.';
COMMENT ON COLUMN arguments.kind IS 'user, result, profile, context, default or enum.';
COMMENT ON COLUMN arguments.source_turn IS 'The turn whose request holds the value (user).';
COMMENT ON COLUMN arguments.text_start IS 'First character of the words in that text (user, context).';
COMMENT ON COLUMN arguments.text_end IS 'One past their last character.';
COMMENT ON COLUMN arguments.source_call IS 'The earlier call whose result holds the value (result).';
COMMENT ON COLUMN arguments.result_path IS 'The place in that result, or the field of the profile.';
COMMENT ON COLUMN arguments.transform IS 'The rule that turns the words into the value.';

CREATE TABLE verdicts (
    run_id VARCHAR NOT NULL,
    conversation VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    check_name VARCHAR NOT NULL,
    passed BOOLEAN NOT NULL,
    score DOUBLE NOT NULL,
    reason VARCHAR NOT NULL,
    turn INTEGER
);
COMMENT ON TABLE verdicts IS 'What each check said about each conversation.';
COMMENT ON COLUMN verdicts.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN verdicts.conversation IS 'Id of the conversation.';
COMMENT ON COLUMN verdicts.position IS 'Position among the verdicts on this conversation.';
COMMENT ON COLUMN verdicts.check_name IS 'Name of the check.';
COMMENT ON COLUMN verdicts.passed IS 'Whether the conversation passed it.';
COMMENT ON COLUMN verdicts.score IS 'From 0 to 1; 1 is best.';
COMMENT ON COLUMN verdicts.reason IS 'Why, in one sentence.';
COMMENT ON COLUMN verdicts.turn IS 'The turn concerned; empty for the whole conversation.';

CREATE TABLE rejections (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    cost_in_ms DOUBLE NOT NULL,
    PRIMARY KEY (run_id, id)
);
COMMENT ON TABLE rejections IS 'What was dropped, why, and what it cost.';
COMMENT ON COLUMN rejections.run_id IS 'The run that the row belongs to.';
COMMENT ON COLUMN rejections.id IS 'Content id of stage, subject, reason and detail.';
COMMENT ON COLUMN rejections.stage IS 'The stage that dropped it.';
COMMENT ON COLUMN rejections.subject IS 'What was dropped.';
COMMENT ON COLUMN rejections.reason IS 'Why, from a closed list.';
COMMENT ON COLUMN rejections.detail IS 'The particulars, in one sentence.';
COMMENT ON COLUMN rejections.cost_in_ms IS 'Time spent on it.';

-- Views: the same facts, more handily.
CREATE VIEW dataset AS
SELECT * FROM conversations WHERE admitted;
COMMENT ON VIEW dataset IS 'The conversations that are exported.';

CREATE VIEW sources AS
SELECT run_id, source_label, source_reader, count(*) AS tools, avg(readiness) AS readiness
FROM tools
GROUP BY run_id, source_label, source_reader;
COMMENT ON VIEW sources IS 'Where the tools of each run were read, and how fit they are.';

CREATE VIEW findings AS
SELECT run_id, key AS tool, source_label,
    finding->>'rule' AS rule, finding->>'where' AS place, finding->>'severity' AS severity,
    finding->>'detail' AS detail
FROM (
    SELECT run_id, key, source_label, unnest(from_json(record->'findings', '["JSON"]')) AS finding
    FROM tools
);
COMMENT ON VIEW findings IS 'What the lint saw in the tools, and what became of it.';

CREATE VIEW documentation AS
SELECT table_name, NULL AS column_name, 'table' AS kind, comment
FROM duckdb_tables() WHERE NOT internal
UNION ALL
SELECT view_name, NULL, 'view', comment
FROM duckdb_views() WHERE NOT internal
UNION ALL
SELECT columns.table_name, columns.column_name, columns.data_type, columns.comment
FROM duckdb_columns() AS columns WHERE NOT columns.internal;
COMMENT ON VIEW documentation IS 'What each table, view and column means.';
