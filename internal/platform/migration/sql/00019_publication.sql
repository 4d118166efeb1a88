-- +goose Up
-- Members' accounts at the platforms. sealed holds the credentials.
CREATE TABLE publication_binding (
    bucket     smallint NOT NULL,
    member     bigint   NOT NULL,
    platform   text     NOT NULL,
    sealed     text     NOT NULL,
    bound_at   bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, member, platform)
)
--sqlite: WITHOUT ROWID
;

-- A creation to be published on some platforms, at due_at.
CREATE TABLE publication (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    member     bigint   NOT NULL,
    creation   bigint   NOT NULL,
    platforms  text     NOT NULL,
    due_at     bigint   NOT NULL,
    status     text     NOT NULL,
    created_at bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX publication_member ON publication (bucket, member, created_at);
CREATE INDEX publication_created ON publication (created_at);

-- What becomes of it on each platform. version counts the changes: whoever
-- works on a result may write it only as they last left it.
CREATE TABLE publication_result (
    bucket      smallint NOT NULL,
    publication bigint   NOT NULL,
    platform    text     NOT NULL,
    state       text     NOT NULL,
    via         text     NOT NULL,
    attempts    integer  NOT NULL,
    step        text     NOT NULL,
    sent_at     bigint   NOT NULL,
    ref         text     NOT NULL,
    url         text     NOT NULL,
    reason      text     NOT NULL,
    detail      text     NOT NULL,
    link        text     NOT NULL,
    link_ends   bigint   NOT NULL,
    file        text     NOT NULL,
    title       text     NOT NULL,
    body        text     NOT NULL,
    tries       integer  NOT NULL,
    look_at     bigint   NOT NULL,
    version     bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, publication, platform)
);
CREATE INDEX publication_result_open ON publication_result (look_at) WHERE look_at > 0;
CREATE INDEX publication_result_ref ON publication_result (platform, ref) WHERE ref <> '';

-- The latest publication of a creation on a platform, by which a repeated
-- request is known.
CREATE TABLE publication_latest (
    bucket      smallint NOT NULL,
    creation    bigint   NOT NULL,
    platform    text     NOT NULL,
    publication bigint   NOT NULL,
    PRIMARY KEY (bucket, creation, platform)
)
--sqlite: WITHOUT ROWID
;
