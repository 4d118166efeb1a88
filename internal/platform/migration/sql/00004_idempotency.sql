-- +goose Up
CREATE TABLE idempotency (
    bucket       smallint NOT NULL,
    hash         text     NOT NULL,
    request      text     NOT NULL,
    status       integer  NOT NULL,
    content_type text     NOT NULL,
    body         bytea    NOT NULL,
    at           bigint   NOT NULL,
    PRIMARY KEY (bucket, hash)
);
CREATE INDEX idempotency_at ON idempotency (at);
