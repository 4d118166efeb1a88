// Package dashscope is the generation provider "qwen": Alibaba's DashScope
// (Model Studio), by its own interface where that is the only one.
//
//	Image    POST {base}/services/aigc/text2image/image-synthesis, a task
//	Video    POST {base}/services/aigc/video-generation/video-synthesis, a task
//	Chat     texts below, then {base}/services/aigc/multimodal-generation/generation
//	Article, Deck  package openai, at …/compatible-mode/v1 for a base …/api/v1
//
// A task is submitted once, with X-DashScope-Async, and then only looked at,
// with GET {base}/tasks/{id}:
//
//	PENDING, RUNNING    not done
//	SUCCEEDED           its file is copied at once; links die after 24 hours
//	FAILED, CANCELED    ended: ErrRefused where the content was found unfit or
//	                    the input wrong, else ErrFailed, which is ErrRefused too
//	UNKNOWN             the vendor knows no such task (any more): ErrVendor, so
//	                    that it is asked again until the task's own time is up
//
// A submission whose answer was lost, or that a gateway answered, is
// generation.ErrSubmitUnknown: it may be under way. A refusal in the vendor's
// own words, or a connection that never came about, began nothing.
//
// What a model cannot do is refused before anything is sent: lengths of films,
// and models that want another interface.
//
// Invariants: those of package modellink; one submission is one request;
// polling never submits. Pictures and films are asked for with the vendor's
// visible watermark; pictures also get the mark of generated content.
//
// Only cmd names it.
package dashscope
