// Package openai is the generation provider for every vendor that speaks
// OpenAI's interface: OpenAI itself, DashScope's compatible mode, and servers
// of one's own.
//
//	Article  POST /chat/completions, streamed; a system and a user message by
//	         the writing tool
//	Deck     the same, for an outline in JSON; the presentation is drawn here
//	Image    POST /images/generations; base64, or a link that is copied at once
//	Chat     POST /chat/completions, then POST /audio/speech on the answer
//
// A model of Request.Model is called where it says; the zero Model is the
// one of Options.Own. Parameters that a model does not know (max_tokens,
// temperature, response_format, stream_options, stream) are left out after
// its refusal, which costs nothing, and the call is made again.
//
// A stream counts only when it ends with [DONE]: a cut one is an error, and
// its text is dropped. Usage that a vendor does not give is zero.
//
// Invariants: those of package modellink; texts carry the visible label of
// generated content, speech says it, pictures carry the mark; a request is
// sent once under one Idempotency-Key, which is the task's number.
//
// Only cmd names it, and package dashscope for its texts.
package openai
