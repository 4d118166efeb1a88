package localdemo

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

const (
	dot          = sampleRate * 9 / 100 // a short beep of the mark
	beat         = sampleRate * 22 / 100
	markPitch    = 880.0 // Hz
	markLevel    = 6000  // of 32767
	toneLevel    = 7000
	audioMinimum = 2 * sampleRate
	audioMaximum = 60 * sampleRate
)

// band plays tones one after another. The zero band is silent.
type band struct {
	out []int16
}

// announce plays the rhythm that marks generated sound: short long, short
// short, the Morse letters A and I.
func (b *band) announce() {
	for _, length := range [...]int{1, 3, 0, 1, 1, 0} {
		if length == 0 {
			b.rest(3 * dot)
			continue
		}
		b.tone(markPitch, length*dot, markLevel)
		b.rest(dot)
	}
}

// melody plays a pentatonic tone a syllable and rests at punctuation.
func (b *band) melody(text string) {
	word := strings.Builder{}
	flush := func() {
		if word.Len() > 0 {
			b.word(word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		if len(b.out) >= audioMaximum {
			return
		}
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			b.note(string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		case unicode.IsSpace(r):
			flush()
		default:
			flush()
			b.rest(beat)
		}
	}
	flush()
}

// word plays a note for every three letters.
func (b *band) word(w string) {
	letters := []rune(w)
	for i := 0; i < len(letters) && len(b.out) < audioMaximum; i += 3 {
		b.note(string(letters[i:min(i+3, len(letters))]))
	}
}

// note plays the tone that belongs to a syllable.
func (b *band) note(syllable string) {
	sum := fnv.New32a()
	sum.Write([]byte(syllable))
	scale := [...]float64{261.63, 293.66, 329.63, 392.00, 440.00, 523.25, 587.33} // Hz: C D E G A C D
	b.tone(scale[sum.Sum32()%uint32(len(scale))], beat, toneLevel)
}

// tone plays a sine with its octave, swelling in and fading out.
func (b *band) tone(pitch float64, length int, level float64) {
	const attack = sampleRate / 100
	step := 2 * math.Pi * pitch / sampleRate
	for i := range length {
		phase := step * float64(i)
		wave := 0.8*math.Sin(phase) + 0.2*math.Sin(2*phase)
		envelope := min(float64(i)/attack, 1) * min(float64(length-i)/(4*attack), 1)
		b.out = append(b.out, int16(level*envelope*wave))
	}
}

func (b *band) rest(length int) { b.out = append(b.out, make([]int16, length)...) }

// samples gives what was played, at least 2 and at most 60 seconds of it.
func (b *band) samples() []int16 {
	if short := audioMinimum - len(b.out); short > 0 {
		b.rest(short)
	}
	return b.out[:min(len(b.out), audioMaximum)]
}
