-- +goose Up
CREATE TABLE account (
    bucket       smallint NOT NULL,
    owner        bigint   NOT NULL,
    asset        text     NOT NULL,
    purpose      text     NOT NULL,
    posted       bigint   NOT NULL,
    held         bigint   NOT NULL,
    seq          bigint   NOT NULL,
    mark         bytea    NOT NULL,
    earned       bigint   NOT NULL,
    spent        bigint   NOT NULL,
    day          integer  NOT NULL,
    day_earned   bigint   NOT NULL,
    week         integer  NOT NULL,
    week_earned  bigint   NOT NULL,
    month        integer  NOT NULL,
    month_earned bigint   NOT NULL,
    opened_at    bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, owner, asset, purpose)
)
--sqlite: WITHOUT ROWID
--postgres: WITH (fillfactor = 80)
;

-- One line of one account's history. A movement between a member and a
-- system account has one line, the member's; between two members, two.
CREATE TABLE transfer (
    bucket   smallint NOT NULL,
    owner    bigint   NOT NULL,
    asset    text     NOT NULL,
    purpose  text     NOT NULL,
    seq      bigint   NOT NULL,
    id       bigint   NOT NULL,
    amount   bigint   NOT NULL,
    balance  bigint   NOT NULL,
    counter  text     NOT NULL,
    kind     text     NOT NULL,
    reason   text     NOT NULL,
    source   text     NOT NULL,
    actor    text     NOT NULL,
    reverses bigint   NOT NULL,
    at       bigint   NOT NULL,
    mark     bytea    NOT NULL,
    PRIMARY KEY (bucket, owner, asset, purpose, seq)
);
-- Ids are in the order of time, so that this index grows at its end.
CREATE INDEX transfer_id ON transfer (id);
CREATE INDEX transfer_at ON transfer (at);

-- What happens once: a natural key and the movement that it stands for.
CREATE TABLE ledger_key (
    bucket   smallint NOT NULL,
    key      text     NOT NULL,
    transfer bigint   NOT NULL,
    PRIMARY KEY (bucket, key)
)
--sqlite: WITHOUT ROWID
;

CREATE TABLE hold (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    owner       bigint   NOT NULL,
    asset       text     NOT NULL,
    purpose     text     NOT NULL,
    amount      bigint   NOT NULL,
    captured    bigint   NOT NULL,
    state       text     NOT NULL,
    reason      text     NOT NULL,
    source      text     NOT NULL,
    deadline    bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    finished_at bigint   NOT NULL,
    transfer    bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX hold_open ON hold (deadline) WHERE state = 'pending';
CREATE INDEX hold_owner ON hold (bucket, owner, asset);
