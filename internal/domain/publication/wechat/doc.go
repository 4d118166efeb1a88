// Package wechat publishes articles on WeChat official accounts.
//
// The way of an article: its pictures and its cover are uploaded, a draft is
// made of it, the draft is submitted, and the submission is asked for until it
// has ended. The draft is the only step that the account's owner sees before
// the end; the submission is the one call that posts, and the one that is
// committed to. Accounts that may not submit (48001: personal ones, and those
// that are not verified) end with the draft and instructions.
//
// Invariants: a cover is uploaded for each attempt and never shared, so that a
// draft, or an article, of which no answer came is found by its cover's media
// id; a token that the platform refuses is fetched anew once a call; the
// secret goes into the body of one call and nowhere else.
//
// Callers: cmd hands an Adapter to the publication module.
package wechat
