-- The store's own two tables: a marker for every flush, so that the outcome
-- of a commit whose answer was lost can be looked up, and counters that hand
-- out blocks of ids.
-- +goose Up
CREATE TABLE store_flush (
    bucket smallint NOT NULL,
    id     bytea    NOT NULL,
    at     bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
)
--sqlite: WITHOUT ROWID
;
--postgres: CREATE INDEX store_flush_at ON store_flush (at);

CREATE TABLE store_counter (
    name  text   NOT NULL PRIMARY KEY,
    value bigint NOT NULL
);
