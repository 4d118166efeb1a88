package token

// Remembered is how many verified tokens v holds.
func (v *Verifier) Remembered() int {
	v.seen.mu.RLock()
	defer v.seen.mu.RUnlock()
	return len(v.seen.young) + len(v.seen.older)
}
