package httpx

// Keys is how many keys l remembers.
func (l *Limiter) Keys() (n int) {
	for i := range l.shards {
		l.shards[i].mu.Lock()
		n += len(l.shards[i].windows)
		l.shards[i].mu.Unlock()
	}
	return n
}
