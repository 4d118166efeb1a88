-- +goose Up
-- What members made and keep. file is a name in the blob store.
CREATE TABLE creation (
    bucket     smallint NOT NULL,
    id         bigint   NOT NULL,
    member     bigint   NOT NULL,
    type       text     NOT NULL,
    tool       text     NOT NULL,
    title      text     NOT NULL,
    content    text     NOT NULL,
    file       text     NOT NULL,
    task       text     NOT NULL,
    created_at bigint   NOT NULL,
    changed_at bigint   NOT NULL,
    deleted_at bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX creation_list ON creation (bucket, member, created_at) WHERE deleted_at = 0;
CREATE INDEX creation_time ON creation (created_at);
CREATE INDEX creation_deleted ON creation (deleted_at) WHERE deleted_at > 0;
CREATE INDEX creation_file ON creation (file) WHERE file <> '';

-- The models that tasks may be given to. makes lists types of creation, apart
-- by commas; temperature is in thousandths, -1 for the vendor's own.
CREATE TABLE model (
    bucket      smallint NOT NULL,
    id          bigint   NOT NULL,
    name        text     NOT NULL,
    provider    text     NOT NULL,
    model_name  text     NOT NULL,
    api_base    text     NOT NULL,
    key_sealed  text     NOT NULL,
    temperature integer  NOT NULL,
    tokens_max  integer  NOT NULL,
    makes       text     NOT NULL,
    cost        bigint   NOT NULL,
    priority    integer  NOT NULL,
    state       text     NOT NULL,
    version     bigint   NOT NULL,
    used_at     bigint   NOT NULL,
    created_at  bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX model_state ON model (state);

-- What an operator says of a tool, instead of what the program says.
CREATE TABLE generation_tool (
    bucket      smallint NOT NULL,
    tool        text     NOT NULL,
    name        text     NOT NULL,
    description text     NOT NULL,
    cost        bigint   NOT NULL,
    state       text     NOT NULL,
    version     bigint   NOT NULL,
    changed_at  bigint   NOT NULL,
    PRIMARY KEY (bucket, tool)
);

-- Tasks that are paid for: what was asked, at which price, which hold stands
-- for it, where it was given, and how far that came.
ALTER TABLE generation ADD COLUMN tool text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN keywords text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN requirements text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN outline text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN width integer NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN height integer NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN seconds integer NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN model bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN tried text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN charge text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN price bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN hold bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN payment bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN paid bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN free_day integer NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN submit_state text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN submitter text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN vendor_ref text NOT NULL DEFAULT '';
ALTER TABLE generation ADD COLUMN submitted_at bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN tokens_in bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN tokens_out bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN creation bigint NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN job bigint NOT NULL DEFAULT 0;
CREATE INDEX generation_ended ON generation (bucket, member, finished_at);
CREATE INDEX generation_created ON generation (created_at);

-- How many tasks of a day (yyyymmdd) a membership paid for.
ALTER TABLE generation_load ADD COLUMN free_day integer NOT NULL DEFAULT 0;
ALTER TABLE generation_load ADD COLUMN free_used bigint NOT NULL DEFAULT 0;
