package localdemo

import (
	"context"

	"guerdon/internal/domain/generation/localdemo/aigc"
)

// AudioTextMax bounds the text of an audio file, in characters.
const AudioTextMax = 5000

// AudioCmd asks for a melody on a text.
type AudioCmd struct {
	Text string
	Mark aigc.Mark // empty members are filled in
}

// Audio gives a WAV file (PCM, 16 bits, 16 kHz, mono): the rhythm that marks
// generated sound, then one soft tone a syllable, from 2 to 60 seconds by the
// text's length. It is no speech. The mark stands in its metadata.
// Faults: ErrInput. contract: S0-23
func (s *Studio) Audio(ctx context.Context, cmd AudioCmd) ([]byte, error) {
	if err := inputs(check{"text", sized(cmd.Text, 1, AudioTextMax)}); err != nil {
		return nil, err
	}
	if err := going(ctx); err != nil {
		return nil, err
	}
	var b band
	b.announce()
	b.melody(cmd.Text)
	return wav(b.samples(), marked(cmd.Mark, "audio", cmd.Text)), nil
}
