-- +goose Up
-- What a coupon is worth, and how often it was claimed, reserved and used.
CREATE TABLE coupon (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    code        text     NOT NULL,
    name        text     NOT NULL,
    kind        text     NOT NULL,
    value       bigint   NOT NULL,
    min_amount  bigint   NOT NULL,
    max_usage   bigint   NOT NULL,
    claimed     bigint   NOT NULL,
    reserved    bigint   NOT NULL,
    used        bigint   NOT NULL,
    valid_from  bigint   NOT NULL,
    valid_until bigint   NOT NULL,
    visibility  text     NOT NULL,
    state       text     NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX coupon_created ON coupon (created_at, id);

-- Which coupon a code names. Placed by a hash of the code.
CREATE TABLE coupon_code (
    bucket smallint NOT NULL,
    code   text     NOT NULL,
    coupon bigint   NOT NULL,
    PRIMARY KEY (bucket, code)
);

-- Who has which coupon, once. order_id is the order that holds or used it.
CREATE TABLE user_coupon (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    coupon     bigint   NOT NULL,
    id         bigint   NOT NULL,
    state      text     NOT NULL,
    order_id   text     NOT NULL,
    claimed_at bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, coupon)
)
--sqlite: WITHOUT ROWID
;

-- What an order got for a coupon. Rows are never deleted.
CREATE TABLE coupon_order (
    bucket      smallint NOT NULL,
    order_id    text     NOT NULL,
    member      bigint   NOT NULL,
    coupon      bigint   NOT NULL,
    state       text     NOT NULL,
    amount      bigint   NOT NULL,
    payable     bigint   NOT NULL,
    bonus       bigint   NOT NULL,
    reserved_at bigint   NOT NULL,
    finished_at bigint   NOT NULL,
    PRIMARY KEY (bucket, order_id)
)
--sqlite: WITHOUT ROWID
;

-- All activities are in one bucket. shelf 'past' keeps those that are over
-- out of what every order looks at.
CREATE TABLE activity (
    bucket           smallint NOT NULL,
    id               bigint   NOT NULL,
    name             text     NOT NULL,
    kind             text     NOT NULL,
    description      text     NOT NULL,
    credits          bigint   NOT NULL,
    bonus_credits    bigint   NOT NULL,
    percent_off      bigint   NOT NULL,
    amount_off       bigint   NOT NULL,
    plans            text     NOT NULL,
    audience         text     NOT NULL,
    new_within_days  bigint   NOT NULL,
    auto_join        boolean  NOT NULL,
    max_participants bigint   NOT NULL,
    participants     bigint   NOT NULL,
    budget           bigint   NOT NULL,
    spent            bigint   NOT NULL,
    starts_at        bigint   NOT NULL,
    ends_at          bigint   NOT NULL,
    state            text     NOT NULL,
    shelf            text     NOT NULL,
    created_at       bigint   NOT NULL,
    changed_at       bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX activity_shelf ON activity (bucket, kind, shelf);
CREATE INDEX activity_created ON activity (created_at, id);

-- Who takes part in which activity, once, and what it cost the budget.
CREATE TABLE activity_participation (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    activity   bigint   NOT NULL,
    id         bigint   NOT NULL,
    state      text     NOT NULL,
    order_id   text     NOT NULL,
    payable    bigint   NOT NULL,
    bonus      bigint   NOT NULL,
    spent      bigint   NOT NULL,
    transfer   bigint   NOT NULL,
    joined_at  bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, activity)
)
--sqlite: WITHOUT ROWID
;

-- What orders brought in (side 'paid') and gave back (side 'refunded').
-- Rows are never changed or deleted.
CREATE TABLE revenue_entry (
    bucket   smallint NOT NULL,
    order_id text     NOT NULL,
    side     text     NOT NULL,
    member   bigint   NOT NULL,
    kind     text     NOT NULL,
    amount   bigint   NOT NULL,
    credits  bigint   NOT NULL,
    ordinal  bigint   NOT NULL,
    sandbox  boolean  NOT NULL,
    at       bigint   NOT NULL,
    PRIMARY KEY (bucket, order_id, side)
)
--sqlite: WITHOUT ROWID
;

-- The last day (yyyymmdd) on which a member paid: what the number of paying
-- members of any period follows from.
CREATE TABLE revenue_payer (
    bucket   smallint NOT NULL,
    member   bigint   NOT NULL,
    payments bigint   NOT NULL,
    first_at bigint   NOT NULL,
    last_at  bigint   NOT NULL,
    last_day integer  NOT NULL,
    PRIMARY KEY (bucket, member)
)
--sqlite: WITHOUT ROWID
;

-- Sums of a day in UTC+8. bucket is one of a few shards.
CREATE TABLE revenue_day (
    bucket           smallint NOT NULL,
    day              integer  NOT NULL,
    kind             text     NOT NULL,
    captured         bigint   NOT NULL,
    refunded         bigint   NOT NULL,
    credits_sold     bigint   NOT NULL,
    credits_returned bigint   NOT NULL,
    payments         bigint   NOT NULL,
    refunds          bigint   NOT NULL,
    PRIMARY KEY (bucket, day, kind)
)
--postgres: WITH (fillfactor = 50)
;

-- Members who paid on a day, by the day on which they had paid before it.
CREATE TABLE revenue_payer_day (
    bucket  smallint NOT NULL,
    day     integer  NOT NULL,
    prev    integer  NOT NULL,
    members bigint   NOT NULL,
    PRIMARY KEY (bucket, day, prev)
)
--postgres: WITH (fillfactor = 50)
;

-- Members who came on a day in UTC+8, complete up to the end that stands
-- beside it.
CREATE TABLE member_day (
    day     integer NOT NULL PRIMARY KEY,
    members bigint  NOT NULL
);
CREATE TABLE member_day_end (
    name        text   NOT NULL PRIMARY KEY,
    complete_to bigint NOT NULL
);

-- Also tells from the index alone which memberships ran at a moment.
DROP INDEX membership_ends;
CREATE INDEX membership_ends ON membership (ends_at, starts_at);
