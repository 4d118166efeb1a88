-- +goose Up
-- Who is a paying member until when.
CREATE TABLE membership (
    bucket    smallint NOT NULL,
    member    bigint   NOT NULL,
    plan      text     NOT NULL,
    starts_at bigint   NOT NULL,
    ends_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
)
--sqlite: WITHOUT ROWID
;
CREATE INDEX membership_ends ON membership (ends_at);
