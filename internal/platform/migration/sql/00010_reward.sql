-- +goose Up
-- What a member is besides a member. domain is of domain admins alone.
CREATE TABLE member_role (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    role       text     NOT NULL,
    region     text     NOT NULL,
    domain     integer  NOT NULL,
    granted_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, role, region, domain)
)
--sqlite: WITHOUT ROWID
;

-- Who holds the area of a region: one member. Placed by a hash of both.
CREATE TABLE member_area (
    bucket     smallint NOT NULL,
    role       text     NOT NULL,
    region     text     NOT NULL,
    member     bigint   NOT NULL,
    granted_at bigint   NOT NULL,
    PRIMARY KEY (bucket, role, region)
)
--sqlite: WITHOUT ROWID
;

-- What each right was worth, by version of the table. Percent has 4 decimals.
CREATE TABLE reward_term (
    version        bigint NOT NULL,
    right_type     text   NOT NULL,
    usdt           bigint NOT NULL,
    percent        bigint NOT NULL,
    claim_seconds  bigint NOT NULL,
    PRIMARY KEY (version, right_type)
);
CREATE TABLE reward_terms (
    version    bigint NOT NULL PRIMARY KEY,
    changed_at bigint NOT NULL,
    changed_by text   NOT NULL
);
-- Version 1 is the source document's: USDT at scale 6, percent at scale 4.
INSERT INTO reward_terms (version, changed_at, changed_by) VALUES (1, 0, 'system');
INSERT INTO reward_term (version, right_type, usdt, percent, claim_seconds) VALUES
    (1, 'share',         500000000, 0,     86400),
    (1, 'community',     80000000,  0,     0),
    (1, 'city_team',     40000000,  0,     0),
    (1, 'province_team', 20000000,  0,     0),
    (1, 'city_area',     35000000,  20000, 0),
    (1, 'province_area', 15000000,  10000, 0);
-- The version that new adoptions get, where it is not 1.
CREATE TABLE reward_terms_now (
    name    text   NOT NULL PRIMARY KEY,
    version bigint NOT NULL
);

-- An adoption that was paid, by the sender's event id, and its six rewards.
-- Placed by a hash of the event.
CREATE TABLE adoption (
    bucket      smallint NOT NULL,
    event       text     NOT NULL,
    member      bigint   NOT NULL,
    trees       bigint   NOT NULL,
    province    text     NOT NULL,
    city        text     NOT NULL,
    version     bigint   NOT NULL,
    rewards     text     NOT NULL,
    paid_at     bigint   NOT NULL,
    recorded_at bigint   NOT NULL,
    PRIMARY KEY (bucket, event)
)
--sqlite: WITHOUT ROWID
;

-- owner 0 is a system account. seq numbers a member's settleable rewards: what
-- the book says of the numbers tells which of them are settled. twin links an
-- expired reward and the one that headquarters got for it.
CREATE TABLE reward (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    owner      bigint   NOT NULL,
    account    text     NOT NULL,
    event      text     NOT NULL,
    adopter    bigint   NOT NULL,
    right_type text     NOT NULL,
    usdt       bigint   NOT NULL,
    hashpower  bigint   NOT NULL,
    version    bigint   NOT NULL,
    state      text     NOT NULL,
    seq        bigint   NOT NULL,
    created_at bigint   NOT NULL,
    expire_at  bigint   NOT NULL,
    claimed_at bigint   NOT NULL,
    ended_at   bigint   NOT NULL,
    twin       bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE UNIQUE INDEX reward_event ON reward (bucket, event, right_type, owner);
CREATE INDEX reward_owner ON reward (bucket, owner, created_at);

-- The rewards that wait for their owner's adoption.
CREATE TABLE reward_pending (
    bucket    smallint NOT NULL,
    owner     bigint   NOT NULL,
    reward    bigint   NOT NULL,
    usdt      bigint   NOT NULL,
    hashpower bigint   NOT NULL,
    expire_at bigint   NOT NULL,
    PRIMARY KEY (bucket, owner, reward)
)
--sqlite: WITHOUT ROWID
;
CREATE INDEX reward_pending_due ON reward_pending (expire_at);

-- A member's sums by state. Everything that changes a member's rewards locks it.
CREATE TABLE reward_book (
    bucket               smallint NOT NULL,
    member               bigint   NOT NULL,
    adopted_at           bigint   NOT NULL,
    seq                  bigint   NOT NULL,
    seq_settling         bigint   NOT NULL,
    seq_settled          bigint   NOT NULL,
    settlement           bigint   NOT NULL,
    pending_usdt         bigint   NOT NULL,
    pending_hashpower    bigint   NOT NULL,
    settleable_usdt      bigint   NOT NULL,
    settleable_hashpower bigint   NOT NULL,
    settling_usdt        bigint   NOT NULL,
    settling_hashpower   bigint   NOT NULL,
    settled_usdt         bigint   NOT NULL,
    settled_hashpower    bigint   NOT NULL,
    expired_usdt         bigint   NOT NULL,
    expired_hashpower    bigint   NOT NULL,
    held_usdt            bigint   NOT NULL,
    held_hashpower       bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
)
--sqlite: WITHOUT ROWID
--postgres: WITH (fillfactor = 70)
;

-- Which rewards a settlement takes: those numbered from first to last.
CREATE TABLE reward_settlement (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    seq_last   bigint   NOT NULL,
    settlement bigint   NOT NULL,
    seq_first  bigint   NOT NULL,
    usdt       bigint   NOT NULL,
    hashpower  bigint   NOT NULL,
    state      text     NOT NULL,
    ended_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, member, seq_last, settlement)
)
--sqlite: WITHOUT ROWID
;

CREATE TABLE settlement (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    member       bigint   NOT NULL,
    purpose      text     NOT NULL,
    client       text     NOT NULL,
    provider     text     NOT NULL,
    amount       bigint   NOT NULL,
    currency     text     NOT NULL,
    address      text     NOT NULL,
    state        text     NOT NULL,
    quote_id     text     NOT NULL,
    quote_out    bigint   NOT NULL,
    quote_least  bigint   NOT NULL,
    quote_rate   text     NOT NULL,
    quoted_at    bigint   NOT NULL,
    quote_ends   bigint   NOT NULL,
    received     bigint   NOT NULL,
    tx_hash      text     NOT NULL,
    error        text     NOT NULL,
    approved_by  text     NOT NULL,
    tries        integer  NOT NULL,
    created_at   bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    ended_at     bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX settlement_created ON settlement (created_at);
CREATE INDEX settlement_member ON settlement (bucket, member, created_at);
CREATE INDEX settlement_open ON settlement (created_at) WHERE ended_at = 0;

-- Where a member wants a currency.
CREATE TABLE settlement_address (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    currency   text     NOT NULL,
    address    text     NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, currency)
)
--sqlite: WITHOUT ROWID
;

-- What does not agree with a provider's own record, until somebody has looked.
CREATE TABLE settlement_case (
    bucket     smallint NOT NULL,
    client     text     NOT NULL,
    kind       text     NOT NULL,
    id         bigint   NOT NULL,
    settlement bigint   NOT NULL,
    provider   text     NOT NULL,
    currency   text     NOT NULL,
    detail     text     NOT NULL,
    state      text     NOT NULL,
    opened_at  bigint   NOT NULL,
    closed_at  bigint   NOT NULL,
    closed_by  text     NOT NULL,
    PRIMARY KEY (bucket, client, kind)
);
CREATE INDEX settlement_case_opened ON settlement_case (opened_at);

-- Whether a currency is being paid out.
CREATE TABLE settlement_currency (
    currency   text   NOT NULL PRIMARY KEY,
    state      text   NOT NULL,
    reason     text   NOT NULL,
    changed_at bigint NOT NULL,
    changed_by text   NOT NULL
);

-- How far a provider's record has been compared.
CREATE TABLE settlement_feed (
    provider text   NOT NULL PRIMARY KEY,
    updated_after bigint NOT NULL,
    cursor   text NOT NULL
);

-- The simulated provider's pools and payouts.
CREATE TABLE simulated_pool (
    currency  text   NOT NULL PRIMARY KEY,
    available bigint NOT NULL,
    paid      bigint NOT NULL
);
CREATE TABLE simulated_payout (
    bucket      smallint NOT NULL,
    client      text     NOT NULL,
    body        text     NOT NULL,
    currency    text     NOT NULL,
    status      text     NOT NULL,
    received    bigint   NOT NULL,
    tx_hash     text     NOT NULL,
    code        text     NOT NULL,
    at          bigint   NOT NULL,
    PRIMARY KEY (bucket, client)
);
CREATE INDEX simulated_payout_at ON simulated_payout (at);
