-- Durable jobs, their natural keys while they are unfinished, and the leases
-- that elect one process for periodic work.
-- +goose Up
CREATE TABLE job (
    bucket         smallint NOT NULL,
    id             bigint   NOT NULL,
    kind           text     NOT NULL,
    state          text     NOT NULL, -- ready, leased, done, failed
    run_at         bigint   NOT NULL, -- not before; end of a backoff
    attempt        integer  NOT NULL, -- attempts begun, without those that were snoozed
    attempts_max   integer  NOT NULL,
    lease_until    bigint   NOT NULL, -- 0 unless leased
    lease_owner    text     NOT NULL, -- '' while ready; who finished it, once done
    payload        bytea    NOT NULL, -- JSON
    key            text     NOT NULL, -- natural key, or ''
    last_error     text     NOT NULL, -- safe to show
    created_at     bigint   NOT NULL,
    finished_at    bigint   NOT NULL, -- 0 unless done or failed
    progress_done  bigint   NOT NULL,
    progress_total bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX job_ready ON job (kind, run_at) WHERE state = 'ready';
CREATE INDEX job_leased ON job (kind, lease_until) WHERE state = 'leased';
CREATE INDEX job_finished ON job (state, finished_at, kind) WHERE finished_at > 0;

-- A row is here as long as its job is unfinished.
CREATE TABLE job_key (
    bucket smallint NOT NULL,
    kind   text     NOT NULL,
    key    text     NOT NULL,
    job_id bigint   NOT NULL,
    PRIMARY KEY (bucket, kind, key)
);

CREATE TABLE lease (
    bucket      smallint NOT NULL,
    name        text     NOT NULL,
    owner       text     NOT NULL, -- '' while nobody works
    lease_until bigint   NOT NULL,
    next_at     bigint   NOT NULL, -- when the work is due
    ended_at    bigint   NOT NULL, -- when it last ended
    failures    integer  NOT NULL, -- in a row
    last_error  text     NOT NULL,
    PRIMARY KEY (bucket, name)
);
