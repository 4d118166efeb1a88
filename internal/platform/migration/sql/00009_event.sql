-- +goose Up
-- What happened outside, by the sender's own type and id, and what it did.
-- Placed by a hash of both, since they are unique whoever the subject is.
CREATE TABLE event (
    bucket      smallint NOT NULL,
    type        text     NOT NULL,
    id          text     NOT NULL,
    member      bigint   NOT NULL,
    at          bigint   NOT NULL,
    data        text     NOT NULL,
    effects     text     NOT NULL,
    actor       text     NOT NULL,
    received_at bigint   NOT NULL,
    PRIMARY KEY (bucket, type, id)
)
--sqlite: WITHOUT ROWID
;

-- How often a member was awarded by a rule for one local day, which need not
-- be today's: events come late. rule_use keeps the total.
CREATE TABLE rule_day (
    bucket smallint NOT NULL,
    member bigint   NOT NULL,
    rule   text     NOT NULL,
    day    integer  NOT NULL, -- yyyymmdd
    used   bigint   NOT NULL,
    PRIMARY KEY (bucket, member, rule, day)
)
--sqlite: WITHOUT ROWID
;
ALTER TABLE rule_use DROP COLUMN day;
ALTER TABLE rule_use DROP COLUMN today;

-- Sums of the system accounts' movements by slots of 15 minutes, complete
-- before an instant. A sum is billions × 10⁹ + rest.
CREATE TABLE ledger_rollup (
    slot       bigint NOT NULL,
    account    text   NOT NULL,
    asset      text   NOT NULL,
    kind       text   NOT NULL,
    billions   bigint NOT NULL,
    rest       bigint NOT NULL,
    line_count bigint NOT NULL,
    PRIMARY KEY (slot, account, asset, kind)
)
--sqlite: WITHOUT ROWID
;
CREATE TABLE ledger_rollup_end (
    name        text   NOT NULL PRIMARY KEY,
    complete_to bigint NOT NULL
);

-- How often each prize was drawn, complete before an instant.
CREATE TABLE draw_rollup (
    box        bigint NOT NULL,
    version    bigint NOT NULL,
    prize      bigint NOT NULL,
    draw_count bigint NOT NULL,
    PRIMARY KEY (box, version, prize)
);
CREATE TABLE draw_rollup_end (
    name        text   NOT NULL PRIMARY KEY,
    complete_to bigint NOT NULL
);

-- A session that is older than the operator's password is over.
ALTER TABLE operator ADD COLUMN password_at bigint NOT NULL DEFAULT 0;
