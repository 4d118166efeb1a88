// Package config is the program's settings: one struct that every command
// embeds, read from flags, then GUERDON_* variables, then guerdon.yaml, then
// defaults.
//
// Secrets (type Secret) never print. Each may also come from a file, named
// by its variable with _FILE appended (GUERDON_TOKEN_SECRET_FILE). In
// guerdon.yaml a setting has its flag's name; "loot-addr: x" and
// "loot: {addr: x}" are the same, and an unknown name is an error.
//
// Check refuses what cannot work, and in production mode also what is only
// fit for trying out: demo data, sandbox providers, generated secrets and
// cookies over plain HTTP. LoadKeys turns the secrets into keys, making and
// keeping those that are not given.
//
// Caller: cmd, and nothing else; other packages take plain values.
package config
