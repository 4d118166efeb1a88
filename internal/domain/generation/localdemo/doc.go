// Package localdemo is the generation provider that needs no model, no key
// and no network: it makes real files from templates and drawing, so that an
// installation without any provider still shows every product at work.
//
//   - Image: a painted landscape with the prompt on it (PNG or JPEG);
//   - Video: the script as slides (MP4, H.264, plays in browsers);
//   - Audio: a melody on the text (WAV), not speech;
//   - Answer and Write: chat answers and the fourteen writing tools;
//   - Deck: a presentation (PPTX).
//
// Invariants: nothing pretends to be a model's work — every file shows Label;
// every file also carries what GB 45438-2025 asks of generated content, the
// visible words "AI生成" (in sound, the rhythm short-long short-short) and the
// AIGC metadata of package aigc. Inputs are bounded, and out-of-range ones
// are refused with ErrInput. The same input gives the same bytes on the same
// processor architecture. Nothing is read from or written to disk.
//
// Letters come from a font subset that is committed and embedded (package
// typeset says why), so there is no build without letters.
//
// The generation module calls it behind its provider interface, with the
// same queue, holds and polling as any other provider.
package localdemo
