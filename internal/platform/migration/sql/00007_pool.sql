-- +goose Up
-- What members say they paid. The same transaction may be claimed by several;
-- it is credited once, to whoever signed it.
CREATE TABLE pool_claim (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    signature  text     NOT NULL,
    wallet     text     NOT NULL,
    state      text     NOT NULL,
    cause      text     NOT NULL,
    claimed_at bigint   NOT NULL,
    settled_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, signature)
);
CREATE INDEX pool_claim_open ON pool_claim (claimed_at) WHERE state = 'pending';

-- A transaction that was credited. Its key is the transaction, over all members.
CREATE TABLE pool_deposit (
    bucket      smallint NOT NULL,
    signature   text     NOT NULL,
    member      bigint   NOT NULL,
    lamports    bigint   NOT NULL,
    points      bigint   NOT NULL,
    transfer    bigint   NOT NULL,
    day         integer  NOT NULL,
    paid_at     bigint   NOT NULL,
    credited_at bigint   NOT NULL,
    PRIMARY KEY (bucket, signature)
);
CREATE INDEX pool_deposit_day ON pool_deposit (day);
CREATE INDEX pool_deposit_member ON pool_deposit (member);
