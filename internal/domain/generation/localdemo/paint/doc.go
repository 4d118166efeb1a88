// Package paint paints a small landscape from a prompt, without any model.
//
// The prompt's words choose what is shown where they are known (sea, city,
// forest, flowers, snow, a cat, night, dusk, …); its hash chooses the rest:
// colours, ridges, clouds, the place of the sun. The same prompt and size
// give the same pixels on the same processor architecture.
package paint
