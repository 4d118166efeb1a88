-- +goose Up
-- Who signs in with a password. username and email are as they were typed;
-- their subjects, in lower case, are in identity.
CREATE TABLE credential (
    bucket        smallint NOT NULL,
    member        bigint   NOT NULL,
    username      text     NOT NULL,
    email         text     NOT NULL,
    password_hash text     NOT NULL,
    role          text     NOT NULL,
    created_at    bigint   NOT NULL,
    password_at   bigint   NOT NULL,
    signed_in_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
);

-- A login, for as long as its refresh token lives. serial is that of the one
-- refresh token that is good.
CREATE TABLE refresh_family (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    member     bigint   NOT NULL,
    serial     bigint   NOT NULL,
    created_at bigint   NOT NULL,
    rotated_at bigint   NOT NULL,
    expires_at bigint   NOT NULL,
    revoked_at bigint   NOT NULL,
    reason     text     NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX refresh_family_member ON refresh_family (bucket, member);
CREATE INDEX refresh_family_expires ON refresh_family (expires_at);

-- Wrong passwords for a name, known or not, and from a network.
CREATE TABLE login_guess (
    bucket       smallint NOT NULL,
    who          text     NOT NULL,
    attempts     bigint   NOT NULL,
    since        bigint   NOT NULL,
    locked_until bigint   NOT NULL,
    PRIMARY KEY (bucket, who)
)
--sqlite: WITHOUT ROWID
;
CREATE INDEX login_guess_since ON login_guess (since);

-- Whose a referral code is. Placed by a hash of the code.
CREATE TABLE referral_code (
    bucket smallint NOT NULL,
    code   text     NOT NULL,
    member bigint   NOT NULL,
    PRIMARY KEY (bucket, code)
)
--sqlite: WITHOUT ROWID
;

-- A member's own code, and how many rewards they had in their latest month.
CREATE TABLE referrer (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    code       text     NOT NULL,
    month      integer  NOT NULL,
    rewarded   bigint   NOT NULL,
    created_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
);

-- Whom a member was brought by, and what became of the reward.
CREATE TABLE referral (
    bucket       smallint NOT NULL,
    member       bigint   NOT NULL,
    id           bigint   NOT NULL,
    referrer     bigint   NOT NULL,
    state        text     NOT NULL,
    reason       text     NOT NULL,
    reward       bigint   NOT NULL,
    taken        bigint   NOT NULL,
    shortfall    bigint   NOT NULL,
    network      text     NOT NULL,
    day          integer  NOT NULL,
    month        integer  NOT NULL,
    order_id     text     NOT NULL,
    created_at   bigint   NOT NULL,
    completed_at bigint   NOT NULL,
    ended_at     bigint   NOT NULL,
    PRIMARY KEY (bucket, member)
);
CREATE INDEX referral_referrer ON referral (referrer, created_at, id);
CREATE INDEX referral_created ON referral (created_at, id);

-- How many members a referrer brought from one network in a day.
CREATE TABLE referral_network (
    bucket   smallint NOT NULL,
    referrer bigint   NOT NULL,
    day      integer  NOT NULL,
    network  text     NOT NULL,
    counted  bigint   NOT NULL,
    PRIMARY KEY (bucket, referrer, day, network)
)
--sqlite: WITHOUT ROWID
;
