-- +goose Up
-- A study domain: a school, a course, a company. Its bucket is its number's.
CREATE TABLE study_domain (
    bucket      smallint NOT NULL,
    id          integer  NOT NULL,
    name        text     NOT NULL,
    description text     NOT NULL,
    status      text     NOT NULL,
    version     bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);

-- A rule as it is now. A figure of -1 was not given. name_key is unique in the domain, and frees a deleted rule's name.
CREATE TABLE study_rule (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    domain      integer  NOT NULL,
    name        text     NOT NULL,
    name_key    text     NOT NULL,
    description text     NOT NULL,
    trigger_on  text     NOT NULL,
    threshold   integer  NOT NULL,
    award       bigint   NOT NULL,
    excellent   bigint   NOT NULL,
    good        bigint   NOT NULL,
    average     bigint   NOT NULL,
    poor        bigint   NOT NULL,
    points      bigint   NOT NULL,
    status      text     NOT NULL,
    sort_order  integer  NOT NULL,
    version     bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    deleted_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE UNIQUE INDEX study_rule_name ON study_rule (domain, name_key);
CREATE INDEX study_rule_status ON study_rule (domain, status);

-- What a version of a rule asked and gave. It never changes.
CREATE TABLE study_rule_version (
    bucket     smallint NOT NULL,
    rule       bigint   NOT NULL,
    version    bigint   NOT NULL,
    name       text     NOT NULL,
    trigger_on text     NOT NULL,
    threshold  integer  NOT NULL,
    award      bigint   NOT NULL,
    excellent  bigint   NOT NULL,
    good       bigint   NOT NULL,
    average    bigint   NOT NULL,
    poor       bigint   NOT NULL,
    points     bigint   NOT NULL,
    created_at bigint   NOT NULL,
    PRIMARY KEY (bucket, rule, version)
);

-- How long a project may take for each rating, where it is not the standard.
CREATE TABLE study_project (
    bucket        smallint NOT NULL,
    domain        integer  NOT NULL,
    project       text     NOT NULL,
    name          text     NOT NULL,
    excellent_max integer  NOT NULL,
    good_max      integer  NOT NULL,
    average_max   integer  NOT NULL,
    version       bigint   NOT NULL,
    changed_at    bigint   NOT NULL,
    PRIMARY KEY (bucket, domain, project)
);

CREATE TABLE study_achievement (
    bucket      smallint NOT NULL,
    code        text     NOT NULL,
    name        text     NOT NULL,
    description text     NOT NULL,
    points      bigint   NOT NULL,
    status      text     NOT NULL,
    version     bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, code)
);

-- Locked by whatever changes a member's days or awards. early is how many
-- sessions were reversed before they came; studied is a bit for each day with
-- a minute of study.
CREATE TABLE study_member (
    bucket  smallint NOT NULL,
    member  bigint   NOT NULL,
    early   integer  NOT NULL,
    studied bytea    NOT NULL,
    PRIMARY KEY (bucket, member)
)
--sqlite: WITHOUT ROWID
--postgres: WITH (fillfactor = 70)
;

-- recorded_at is 0 for a session that was reversed before it came, and
-- reversed_at for one that counts.
CREATE TABLE study_session (
    bucket      smallint NOT NULL,
    event       text     NOT NULL,
    member      bigint   NOT NULL,
    day         integer  NOT NULL,
    domain      integer  NOT NULL,
    project     text     NOT NULL,
    minutes     integer  NOT NULL,
    at          bigint   NOT NULL,
    completed   boolean  NOT NULL,
    rating      text     NOT NULL,
    recorded_at bigint   NOT NULL,
    reversed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, event, member)
)
--sqlite: WITHOUT ROWID
;

-- A member's local day: derived from its sessions, but for the awards that
-- rules gave for it. day counts from 1970-01-01; domain is that of its first session.
CREATE TABLE study_day (
    bucket   smallint NOT NULL,
    member   bigint   NOT NULL,
    day      integer  NOT NULL,
    domain   integer  NOT NULL,
    sessions integer  NOT NULL,
    minutes  integer  NOT NULL,
    spans    bytea    NOT NULL,
    awards   bytea    NOT NULL,
    PRIMARY KEY (bucket, member, day)
)
--sqlite: WITHOUT ROWID
--postgres: WITH (fillfactor = 80)
;

-- What the members of some buckets did on a day, summed in the writes that it counts. The bucket is the first of them.
CREATE TABLE study_domain_day (
    bucket    smallint NOT NULL,
    domain    integer  NOT NULL,
    day       integer  NOT NULL,
    members   bigint   NOT NULL,
    sessions  bigint   NOT NULL,
    minutes   bigint   NOT NULL,
    completed bigint   NOT NULL,
    points    bigint   NOT NULL,
    PRIMARY KEY (bucket, domain, day)
)
--sqlite: WITHOUT ROWID
--postgres: WITH (fillfactor = 50)
;

-- The sessions that completed or rated a project.
CREATE TABLE study_result (
    bucket    smallint NOT NULL,
    member    bigint   NOT NULL,
    project   text     NOT NULL,
    event     text     NOT NULL,
    at        bigint   NOT NULL,
    completed boolean  NOT NULL,
    rating    text     NOT NULL,
    PRIMARY KEY (bucket, member, project, event)
)
--sqlite: WITHOUT ROWID
;

-- A member's project: derived from its results, but for the awards that rules
-- gave for it. The earliest result has the rating.
CREATE TABLE study_progress (
    bucket      smallint NOT NULL,
    member      bigint   NOT NULL,
    project     text     NOT NULL,
    completed   integer  NOT NULL,
    first_at    bigint   NOT NULL,
    first_event text     NOT NULL,
    rating      text     NOT NULL,
    awards      bytea    NOT NULL,
    PRIMARY KEY (bucket, member, project)
)
--sqlite: WITHOUT ROWID
;

-- Which achievements a member has, each once, and what it gave.
CREATE TABLE study_unlock (
    bucket      smallint NOT NULL,
    member      bigint   NOT NULL,
    achievement text     NOT NULL,
    name        text     NOT NULL,
    version     bigint   NOT NULL,
    amount      bigint   NOT NULL,
    transfer    bigint   NOT NULL,
    event       text     NOT NULL,
    unlocked_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, achievement)
)
--sqlite: WITHOUT ROWID
;

CREATE TABLE product_category (
    bucket     smallint NOT NULL,
    domain     integer  NOT NULL,
    code       text     NOT NULL,
    name       text     NOT NULL,
    sort_order integer  NOT NULL,
    version    bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, domain, code)
);

-- domain 0 is all. member_max 0 is no limit.
CREATE TABLE product (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    domain       integer  NOT NULL,
    name         text     NOT NULL,
    description  text     NOT NULL,
    category     text     NOT NULL,
    kind         text     NOT NULL,
    price        bigint   NOT NULL,
    member_max   integer  NOT NULL,
    review       boolean  NOT NULL,
    status       text     NOT NULL,
    sort_order   integer  NOT NULL,
    version      bigint   NOT NULL,
    created_at   bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX product_domain ON product (domain, status);

-- supplied is -1 where there is always enough; what is left is supplied - taken.
CREATE TABLE product_stock (
    bucket   smallint NOT NULL,
    product  bigint   NOT NULL,
    supplied bigint   NOT NULL,
    taken    bigint   NOT NULL,
    PRIMARY KEY (bucket, product)
)
--postgres: WITH (fillfactor = 50)
;

-- How many of a product a member has that were not given back.
CREATE TABLE exchange_count (
    bucket  smallint NOT NULL,
    member  bigint   NOT NULL,
    product bigint   NOT NULL,
    taken   bigint   NOT NULL,
    PRIMARY KEY (bucket, member, product)
)
--sqlite: WITHOUT ROWID
;

CREATE TABLE exchange (
    bucket       smallint NOT NULL,
    id           bigint   NOT NULL,
    member       bigint   NOT NULL,
    product      bigint   NOT NULL,
    domain       integer  NOT NULL,
    product_name text     NOT NULL,
    quantity     bigint   NOT NULL,
    price        bigint   NOT NULL,
    points       bigint   NOT NULL,
    state        text     NOT NULL,
    notes        text     NOT NULL,
    remark       text     NOT NULL,
    transfer     bigint   NOT NULL,
    refund       bigint   NOT NULL,
    created_at   bigint   NOT NULL,
    changed_at   bigint   NOT NULL,
    changed_by   text     NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX exchange_member ON exchange (bucket, member, created_at);
CREATE INDEX exchange_domain ON exchange (domain, created_at);
CREATE INDEX exchange_created ON exchange (created_at);
CREATE INDEX exchange_pending ON exchange (created_at) WHERE state = 'pending';
