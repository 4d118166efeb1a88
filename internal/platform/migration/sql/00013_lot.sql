-- +goose Up
-- How much of an account was bought; the rest was given.
CREATE TABLE lot (
    bucket  smallint NOT NULL,
    owner   bigint   NOT NULL,
    asset   text     NOT NULL,
    purpose text     NOT NULL,
    bought  bigint   NOT NULL,
    PRIMARY KEY (bucket, owner, asset, purpose)
)
--sqlite: WITHOUT ROWID
;
