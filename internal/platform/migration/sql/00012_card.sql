-- +goose Up
-- What a kind of card gives. batches counts those that are not deleted.
CREATE TABLE card_template (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    name         text     NOT NULL,
    category     text     NOT NULL,
    description  text     NOT NULL,
    image        text     NOT NULL,
    attributes   text     NOT NULL,
    rarity       text     NOT NULL,
    state        text     NOT NULL,
    version      bigint   NOT NULL,
    batches      bigint   NOT NULL,
    grant_asset  text     NOT NULL,
    grant_amount bigint   NOT NULL,
    grant_item   bigint   NOT NULL,
    grant_skill  text     NOT NULL,
    created_at   bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);

-- What a used card shows for ever: the template as it was.
CREATE TABLE card_template_version (
    bucket     smallint NOT NULL,
    template   bigint   NOT NULL,
    version    bigint   NOT NULL,
    name       text     NOT NULL,
    category   text     NOT NULL,
    attributes text     NOT NULL,
    rarity     text     NOT NULL,
    PRIMARY KEY (bucket, template, version)
);

-- Cards printed together: the ids from start_id on, issued of them. A card
-- has no row of its own before it is used, voided, reissued or edited.
CREATE TABLE card_batch (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    code        text     NOT NULL,
    name        text     NOT NULL,
    template    bigint   NOT NULL,
    category    text     NOT NULL,
    style       text     NOT NULL,
    key_sealed  text     NOT NULL,
    start_id    bigint   NOT NULL,
    capacity    bigint   NOT NULL,
    total       bigint   NOT NULL,
    issued      bigint   NOT NULL,
    used        bigint   NOT NULL,
    voided      bigint   NOT NULL,
    state       text     NOT NULL,
    expiry_day  text     NOT NULL,
    expires_at  bigint   NOT NULL,
    redated     bigint   NOT NULL,
    base_url    text     NOT NULL,
    version     bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX card_batch_start ON card_batch (start_id);
CREATE INDEX card_batch_template ON card_batch (template);

-- Which batch a batch code names. Placed by a hash of the code.
CREATE TABLE card_batch_code (
    bucket smallint NOT NULL,
    code   text     NOT NULL,
    batch  bigint   NOT NULL,
    PRIMARY KEY (bucket, code)
);

-- The last number that a batch code of a category and day was given.
CREATE TABLE card_sequence (
    bucket   smallint NOT NULL,
    category text     NOT NULL,
    day      text     NOT NULL,
    last     bigint   NOT NULL,
    PRIMARY KEY (bucket, category, day)
);

CREATE TABLE card (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    batch      bigint   NOT NULL,
    state      text     NOT NULL,
    issue      integer  NOT NULL,
    expires_at bigint   NOT NULL,
    redated    bigint   NOT NULL,
    used_by    bigint   NOT NULL,
    used_at    bigint   NOT NULL,
    use_id     bigint   NOT NULL,
    reason     text     NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX card_in_batch ON card (batch, id);
CREATE INDEX card_dated ON card (batch) WHERE state = 'unused' AND expires_at > 0;

-- Who used which card, from where.
CREATE TABLE card_use (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    member     bigint   NOT NULL,
    card       bigint   NOT NULL,
    batch      bigint   NOT NULL,
    template   bigint   NOT NULL,
    version    bigint   NOT NULL,
    category   text     NOT NULL,
    code       text     NOT NULL,
    at         bigint   NOT NULL,
    address    text     NOT NULL,
    agent      text     NOT NULL,
    skill      text     NOT NULL,
    transfer   bigint   NOT NULL,
    item       bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX card_use_member ON card_use (bucket, member, at);

-- The last day (yyyymmdd) on which a member used a card, of any and of each
-- category: what the figures of unique members follow from.
CREATE TABLE card_member (
    bucket       smallint NOT NULL,
    member       bigint   NOT NULL,
    uses         bigint   NOT NULL,
    last_at      bigint   NOT NULL,
    any_day      integer  NOT NULL,
    dance_day    integer  NOT NULL,
    song_day     integer  NOT NULL,
    clothing_day integer  NOT NULL,
    game_day     integer  NOT NULL,
    PRIMARY KEY (bucket, member)
);

-- Uses on a day by members whose use before it was on the day prev. category
-- '' is all categories. bucket is one of a few shards.
CREATE TABLE card_use_day (
    bucket   smallint NOT NULL,
    day      integer  NOT NULL,
    category text     NOT NULL,
    prev     integer  NOT NULL,
    uses     bigint   NOT NULL,
    PRIMARY KEY (bucket, day, category, prev)
)
--postgres: WITH (fillfactor = 50)
;

-- Cards that were issued and voided on a day.
CREATE TABLE card_stock_day (
    bucket   smallint NOT NULL,
    day      integer  NOT NULL,
    category text     NOT NULL,
    issued   bigint   NOT NULL,
    voided   bigint   NOT NULL,
    PRIMARY KEY (bucket, day, category)
);

-- Attempts that count against guessing, by member and by address.
CREATE TABLE card_guess (
    bucket smallint NOT NULL,
    who    text     NOT NULL,
    since  bigint   NOT NULL,
    attempts bigint NOT NULL,
    PRIMARY KEY (bucket, who)
);
CREATE INDEX card_guess_since ON card_guess (since);
