-- +goose Up
-- How many changes a membership has had: its last one's number.
ALTER TABLE membership ADD COLUMN seq bigint NOT NULL DEFAULT 0;

-- What gave and took a membership's time, without gaps in seq. A change is
-- the span from from_at to to_at: given by extend and restore, taken by
-- shorten. before_at and after_at are the membership's end around it.
CREATE TABLE membership_change (
    bucket    smallint NOT NULL,
    member    bigint   NOT NULL,
    seq       bigint   NOT NULL,
    kind      text     NOT NULL,
    plan      text     NOT NULL,
    source    text     NOT NULL,
    from_at   bigint   NOT NULL,
    to_at     bigint   NOT NULL,
    before_at bigint   NOT NULL,
    after_at  bigint   NOT NULL,
    at        bigint   NOT NULL,
    PRIMARY KEY (bucket, member, seq)
)
--sqlite: WITHOUT ROWID
;

-- What a member bought or wants to. Its id names its bucket, which is the
-- member's. face is the price before discounts and payable what is asked for,
-- both in fen. transaction_id is the provider's.
CREATE TABLE purchase (
    bucket         smallint NOT NULL,
    id             text     NOT NULL,
    member         bigint   NOT NULL,
    kind           text     NOT NULL,
    plan           text     NOT NULL,
    method         text     NOT NULL,
    sandbox        boolean  NOT NULL,
    state          text     NOT NULL,
    reason         text     NOT NULL,
    face           bigint   NOT NULL,
    payable        bigint   NOT NULL,
    credits        bigint   NOT NULL,
    bonus          bigint   NOT NULL,
    coupon         text     NOT NULL,
    activity       bigint   NOT NULL,
    transaction_id text     NOT NULL,
    pay_url        text     NOT NULL,
    pay_use        text     NOT NULL,
    surface        text     NOT NULL,
    payer_ip       text     NOT NULL,
    refund         text     NOT NULL,
    refunds        integer  NOT NULL,
    starts_at      bigint   NOT NULL,
    ends_at        bigint   NOT NULL,
    created_at     bigint   NOT NULL,
    expires_at     bigint   NOT NULL,
    paid_at        bigint   NOT NULL,
    ended_at       bigint   NOT NULL,
    changed_at     bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX purchase_member ON purchase (bucket, member, created_at);
CREATE INDEX purchase_created ON purchase (created_at, id);
CREATE INDEX purchase_open ON purchase (bucket, member, state);
-- The few that wait for their payment.
CREATE INDEX purchase_due ON purchase (expires_at) WHERE state = 'pending';

-- Who pays: how many of a member's orders were paid with money. Whatever
-- makes a member's order locks it.
CREATE TABLE payer (
    bucket smallint NOT NULL,
    member bigint   NOT NULL,
    paid   bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
)
--sqlite: WITHOUT ROWID
;

-- A provider's transaction pays one order. Placed by a hash of both.
CREATE TABLE payment_transaction (
    bucket         smallint NOT NULL,
    method         text     NOT NULL,
    transaction_id text     NOT NULL,
    purchase       text     NOT NULL,
    amount         bigint   NOT NULL,
    sandbox        boolean  NOT NULL,
    at             bigint   NOT NULL,
    PRIMARY KEY (bucket, method, transaction_id)
)
--sqlite: WITHOUT ROWID
;
CREATE INDEX payment_transaction_at ON payment_transaction (at);

-- Money on its way back. amount is in fen; credits, bonus and span (in
-- microseconds of membership) are what was taken back for it.
CREATE TABLE purchase_refund (
    bucket     smallint NOT NULL,
    id         text     NOT NULL,
    purchase   text     NOT NULL,
    member     bigint   NOT NULL,
    amount     bigint   NOT NULL,
    credits    bigint   NOT NULL,
    bonus      bigint   NOT NULL,
    span       bigint   NOT NULL,
    state      text     NOT NULL,
    origin     text     NOT NULL,
    reason     text     NOT NULL,
    actor      text     NOT NULL,
    detail     text     NOT NULL,
    tries      integer  NOT NULL,
    created_at bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    ended_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX purchase_refund_due ON purchase_refund (changed_at) WHERE ended_at = 0;
CREATE INDEX purchase_refund_created ON purchase_refund (created_at, id);

-- What a provider told that does not agree with our orders. There is one of a
-- kind for each order and transaction. Placed by a hash of its mark.
CREATE TABLE payment_review (
    bucket         smallint NOT NULL,
    mark           text     NOT NULL,
    id             bigint   NOT NULL,
    kind           text     NOT NULL,
    method         text     NOT NULL,
    sandbox        boolean  NOT NULL,
    purchase       text     NOT NULL,
    transaction_id text     NOT NULL,
    member         bigint   NOT NULL,
    due            bigint   NOT NULL,
    told           bigint   NOT NULL,
    detail         text     NOT NULL,
    state          text     NOT NULL,
    opened_at      bigint   NOT NULL,
    closed_at      bigint   NOT NULL,
    closed_by      text     NOT NULL,
    resolution     text     NOT NULL,
    PRIMARY KEY (bucket, mark)
);
CREATE INDEX payment_review_opened ON payment_review (opened_at, id);
CREATE INDEX payment_review_id ON payment_review (bucket, id);
