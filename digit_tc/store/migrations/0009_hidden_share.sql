-- How many calls are hidden is drawn for each conversation.
UPDATE runs SET config = json_merge_patch(config, json_object('sample', json_object(
    'implicit_share', NULL,
    'hidden', json_object(
        'mean', config->'$.sample.implicit_share',
        'least', config->'$.sample.implicit_share',
        'most', config->'$.sample.implicit_share'))))
WHERE json_exists(config, '$.sample.implicit_share');
