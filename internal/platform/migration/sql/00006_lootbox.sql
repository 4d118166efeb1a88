-- +goose Up
-- What an item in an inventory can be. estimated_value is shown, never posted.
CREATE TABLE catalog_item (
    bucket          smallint NOT NULL,
    id              bigint   NOT NULL,
    name            text     NOT NULL,
    description     text     NOT NULL,
    category        text     NOT NULL,
    rarity          text     NOT NULL,
    estimated_value bigint   NOT NULL,
    payout_asset    text     NOT NULL,
    payout_amount   bigint   NOT NULL,
    status          text     NOT NULL,
    version         bigint   NOT NULL,
    created_at      bigint   NOT NULL,
    changed_at      bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);

CREATE TABLE item (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    member       bigint   NOT NULL,
    catalog_item bigint   NOT NULL,
    name         text     NOT NULL,
    description  text     NOT NULL,
    rarity       text     NOT NULL,
    origin       text     NOT NULL,
    source       text     NOT NULL,
    status       text     NOT NULL,
    obtained_at  bigint   NOT NULL,
    requested_at bigint   NOT NULL,
    completed_at bigint   NOT NULL,
    payout_asset  text    NOT NULL,
    payout_amount bigint  NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX item_member ON item (bucket, member, obtained_at);
CREATE INDEX item_pending ON item (requested_at) WHERE status = 'pending';

-- One request to redeem an item, and how it ended.
CREATE TABLE redemption (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    item         bigint   NOT NULL,
    member       bigint   NOT NULL,
    state        text     NOT NULL,
    wallet       text     NOT NULL,
    notes        text     NOT NULL,
    tx_hash      text     NOT NULL,
    transfer     bigint   NOT NULL,
    requested_at bigint   NOT NULL,
    finished_at  bigint   NOT NULL,
    finished_by  text     NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX redemption_item ON redemption (bucket, item);
CREATE INDEX redemption_requested ON redemption (requested_at);

CREATE TABLE box (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    name        text     NOT NULL,
    description text     NOT NULL,
    price       bigint   NOT NULL,
    price_sol   bigint   NOT NULL,
    state       text     NOT NULL,
    sold_out    text     NOT NULL,
    version     bigint   NOT NULL,
    odds        bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);

-- A prize of one odds version. It never changes; an edit makes a new version.
CREATE TABLE prize (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    box          bigint   NOT NULL,
    version      bigint   NOT NULL,
    position     integer  NOT NULL,
    kind         text     NOT NULL,
    name         text     NOT NULL,
    description  text     NOT NULL,
    rarity       text     NOT NULL,
    points       bigint   NOT NULL,
    catalog_item bigint   NOT NULL,
    weight       bigint   NOT NULL,
    stock        bigint   NOT NULL,
    created_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX prize_box ON prize (bucket, box, version);

-- What is left of a prize with a finite stock.
CREATE TABLE prize_stock (
    bucket    smallint NOT NULL,
    prize     bigint   NOT NULL,
    box       bigint   NOT NULL,
    version   bigint   NOT NULL,
    remaining bigint   NOT NULL,
    PRIMARY KEY (bucket, prize)
)
--postgres: WITH (fillfactor = 50)
;
CREATE INDEX prize_stock_box ON prize_stock (bucket, box, version);

CREATE TABLE draw (
    bucket         smallint NOT NULL,
    id             bigint   NOT NULL,
    member         bigint   NOT NULL,
    box            bigint   NOT NULL,
    version        bigint   NOT NULL,
    prize          bigint   NOT NULL,
    box_name       text     NOT NULL,
    kind           text     NOT NULL,
    name           text     NOT NULL,
    description    text     NOT NULL,
    rarity         text     NOT NULL,
    points         bigint   NOT NULL,
    item           bigint   NOT NULL,
    price          bigint   NOT NULL,
    remaining      bigint   NOT NULL,
    balance        bigint   NOT NULL,
    at             bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX draw_member ON draw (bucket, member, at);
CREATE INDEX draw_at ON draw (at);

-- Earning rules of the operator's own, and how often a member used one.
CREATE TABLE rule (
    name        text     NOT NULL PRIMARY KEY,
    asset       text     NOT NULL,
    amount      bigint   NOT NULL,
    daily_max   integer  NOT NULL,
    total_max   integer  NOT NULL,
    status      text     NOT NULL,
    description text     NOT NULL,
    version     bigint   NOT NULL,
    changed_at  bigint   NOT NULL
);

CREATE TABLE rule_use (
    bucket smallint NOT NULL,
    member bigint   NOT NULL,
    rule   text     NOT NULL,
    total  bigint   NOT NULL,
    day    integer  NOT NULL,
    today  bigint   NOT NULL,
    PRIMARY KEY (bucket, member, rule)
);
