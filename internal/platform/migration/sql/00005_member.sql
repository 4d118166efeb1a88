-- +goose Up
CREATE TABLE member (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    status     text     NOT NULL,
    username   text     NOT NULL,
    email      text     NOT NULL,
    wallet     text     NOT NULL,
    referrer   bigint   NOT NULL,
    domain     integer  NOT NULL,
    created_at bigint   NOT NULL,
    active_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX member_suspended ON member (id) WHERE status = 'suspended';
CREATE INDEX member_created ON member (created_at);
CREATE INDEX member_referrer ON member (referrer) WHERE referrer <> 0;
CREATE INDEX member_wallet ON member (wallet) WHERE wallet <> '';

-- Whoever a subject is. Placed by a hash of the subject.
CREATE TABLE identity (
    bucket     smallint NOT NULL,
    subject    text     NOT NULL,
    member     bigint   NOT NULL,
    created_at bigint   NOT NULL,
    PRIMARY KEY (bucket, subject)
);
CREATE INDEX identity_member ON identity (member);

CREATE TABLE session (
    bucket     smallint NOT NULL,
    hash       text     NOT NULL,
    kind       text     NOT NULL,
    owner      bigint   NOT NULL,
    label      text     NOT NULL,
    created_at bigint   NOT NULL,
    seen_at    bigint   NOT NULL,
    expires_at bigint   NOT NULL,
    PRIMARY KEY (bucket, hash)
);
CREATE INDEX session_owner ON session (owner);
CREATE INDEX session_expires ON session (expires_at);

-- The login challenges that a wallet has not answered yet.
CREATE TABLE challenge (
    bucket     smallint NOT NULL,
    wallet     text     NOT NULL,
    nonces     text     NOT NULL,
    expires_at bigint   NOT NULL,
    PRIMARY KEY (bucket, wallet)
);
CREATE INDEX challenge_expires ON challenge (expires_at);

CREATE TABLE operator (
    bucket        smallint NOT NULL,
    id            bigint   NOT NULL,
    username      text     NOT NULL,
    role          text     NOT NULL,
    domain        integer  NOT NULL,
    password_hash text     NOT NULL,
    status        text     NOT NULL,
    failures      integer  NOT NULL,
    locked_until  bigint   NOT NULL,
    created_at    bigint   NOT NULL,
    signed_in_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE UNIQUE INDEX operator_username ON operator (username);

CREATE TABLE api_key (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    name       text     NOT NULL,
    hash       text     NOT NULL,
    scopes     text     NOT NULL,
    status     text     NOT NULL,
    created_at bigint   NOT NULL,
    revoked_at bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);

CREATE TABLE audit (
    bucket   smallint NOT NULL,
    id       bigint   NOT NULL,
    at       bigint   NOT NULL,
    actor    text     NOT NULL,
    action   text     NOT NULL,
    object   text     NOT NULL,
    reason   text     NOT NULL,
    earlier  text     NOT NULL,
    later    text     NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE setting (
    name       text     NOT NULL PRIMARY KEY,
    value      text     NOT NULL,
    version    bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    changed_by text     NOT NULL
);
