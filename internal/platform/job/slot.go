package job

// wants asks for as many jobs of each kind as it has free slots. Until the
// answer is there, a slot that becomes free must poll again.
func (r *Runner) wants() []want {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sealed = true
	out := make([]want, len(r.order))
	for i, k := range r.order {
		out[i] = want{k.name, k.opts.Concurrency - k.busy}
		k.backlog = true
	}
	return out
}

// noteBacklog remembers the kinds of which more may be due than were asked
// for.
func (r *Runner) noteBacklog(found []candidate, wants []want) {
	count := map[string]int{}
	for _, c := range found {
		count[c.Kind]++
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range wants {
		r.kinds[w.kind].backlog = count[w.kind] >= w.limit
	}
}

// reserve takes a slot for each candidate, in order, as long as there are any.
func (r *Runner) reserve(found []candidate) (reserved []candidate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range found {
		if k := r.kinds[c.Kind]; k.busy < k.opts.Concurrency {
			k.busy++
			reserved = append(reserved, c)
		}
	}
	return reserved
}

// free gives a slot back.
func (r *Runner) free(k *kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.busy--
}

// freeAndPoll gives a slot back, and polls where jobs may be waiting for it.
func (r *Runner) freeAndPoll(k *kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.busy--
	if k.backlog {
		r.queue.wake()
	}
}
