-- +goose Up
-- What members had generated. file is a name in the blob store.
CREATE TABLE generation (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    task        text     NOT NULL,
    member      bigint   NOT NULL,
    kind        text     NOT NULL,
    prompt      text     NOT NULL,
    provider    text     NOT NULL,
    state       text     NOT NULL,
    file        text     NOT NULL,
    text        text     NOT NULL,
    error       text     NOT NULL,
    product     text     NOT NULL,
    reward      text     NOT NULL,
    points      bigint   NOT NULL,
    balance     bigint   NOT NULL,
    transfer    bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    finished_at bigint   NOT NULL,
    expires_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE UNIQUE INDEX generation_task ON generation (bucket, task);
CREATE INDEX generation_reward ON generation (bucket, member, product, reward);
CREATE INDEX generation_processing ON generation (created_at) WHERE state = 'processing';
CREATE INDEX generation_expires ON generation (expires_at);
CREATE INDEX generation_file ON generation (file) WHERE file <> '';

-- How many tasks a member has under way.
CREATE TABLE generation_load (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    processing bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
);
