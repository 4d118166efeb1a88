package h264

const (
	vertical = iota // Intra_16x16 prediction modes
	horizontal
	modes
)

// rawType is the mb_type of I_PCM; an Intra_16x16 macroblock without
// coefficients has 1 + its mode.
const rawType = 25

// intra writes one macroblock that is not skipped; offset is added to its
// type in a P slice.
func (e *Encoder) intra(mb, offset int) {
	column, row := mb%e.columns, mb/e.columns
	for luma := range modes {
		if !e.picture.predicted(column, row, luma) {
			continue
		}
		for chroma := range modes {
			if e.picture.predictedChroma(column, row, chroma) {
				e.predict(mb, offset, luma, chroma)
				return
			}
		}
	}
	e.flat[mb] = false
	e.w.ue(offset + rawType)
	e.w.align()
	e.w.out = e.picture.samples(e.w.out, column, row)
}

func (e *Encoder) predict(mb, offset, luma, chroma int) {
	e.w.ue(offset + 1 + luma)
	e.w.ue([modes]int{vertical: 2, horizontal: 1}[chroma]) // intra_chroma_pred_mode
	e.w.ue(0)                                              // mb_qp_delta, signed
	e.noCoefficients(mb)
	e.flat[mb] = true
}

// noCoefficients writes the empty DC block. Its code depends on how many
// coefficients the neighbours have: none, or sixteen where they are raw.
func (e *Encoder) noCoefficients(mb int) {
	sum, neighbours := 0, 0
	count := func(neighbour int) {
		neighbours++
		if !e.flat[neighbour] {
			sum += 16
		}
	}
	if mb%e.columns > 0 {
		count(mb - 1)
	}
	if mb >= e.columns {
		count(mb - e.columns)
	}
	if neighbours == 2 {
		sum = (sum + 1) / 2
	}
	if sum >= 8 {
		e.w.bits(0b000011, 6)
		return
	}
	e.w.bits(1, 1)
}
