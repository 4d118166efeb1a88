package password

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// cheap keeps the tests quick; the cost is not what they are about.
var cheap = Params{MemoryKiB: 64, Passes: 1, Parallelism: 1}

func setup(t *testing.T, parallel int) *Hasher {
	t.Helper()
	h, err := NewHasher(cheap, parallel)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHashAndVerify(t *testing.T) {
	h, ctx := setup(t, 2), context.Background()
	hash, err := h.Hash(ctx, "正确的密码正确的")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatalf("%q, %v", hash, err)
	}
	for password, want := range map[string]bool{
		"正确的密码正确的": true, "wrong password": false, "": false, strings.Repeat("x", 100_000): false,
	} {
		if got, err := h.Verify(ctx, password, hash); got != want || err != nil {
			t.Errorf("%.20q: %v, %v", password, got, err)
		}
	}
	if again, _ := h.Hash(ctx, "正确的密码正确的"); again == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
	if _, err := h.Verify(ctx, "x", "$argon2id$damaged"); err == nil {
		t.Error("a damaged hash is an answer")
	}
	if err := h.VerifyNobody(ctx, strings.Repeat("x", 1000)); err != nil {
		t.Error(err)
	}
}

func TestPolicy(t *testing.T) {
	for password, ok := range map[string]bool{
		"1234567": false, "12345678": true, "密码密码密码密码": true, "密码密码密码密": false,
		strings.Repeat("x", 200): true, strings.Repeat("密", 200): true, strings.Repeat("x", 201): false,
		"12345678\x00": false, "12345678\xff": false,
	} {
		if err := Check(password); (err == nil) != ok || (err != nil && !errors.Is(err, ErrPolicy)) {
			t.Errorf("%.20q: %v", password, err)
		}
	}
	if _, err := setup(t, 1).Hash(context.Background(), "short"); !errors.Is(err, ErrPolicy) {
		t.Errorf("hashed a short one: %v", err)
	}
}

func TestOutdated(t *testing.T) {
	hash, err := setup(t, 1).Hash(context.Background(), "12345678")
	if err != nil {
		t.Fatal(err)
	}
	dearer, err := NewHasher(Params{MemoryKiB: 128, Passes: 1, Parallelism: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if setup(t, 1).Outdated(hash) || !dearer.Outdated(hash) || !dearer.Outdated("damaged") {
		t.Error("Outdated is wrong")
	}
	if ok, err := dearer.Verify(context.Background(), "12345678", hash); !ok || err != nil {
		t.Errorf("an older hash: %v, %v", ok, err)
	}
}

func TestAFullHouseWaitsOrGivesUp(t *testing.T) {
	h := setup(t, 1)
	hash, err := h.Hash(context.Background(), "12345678")
	if err != nil {
		t.Fatal(err)
	}
	leave, err := h.enter(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Hash(gone, "12345678"); !errors.Is(err, context.Canceled) {
		t.Errorf("hash: %v", err)
	}
	if _, err := h.Verify(gone, "12345678", hash); !errors.Is(err, context.Canceled) {
		t.Errorf("verify: %v", err)
	}
	if err := h.VerifyNobody(gone, "12345678"); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody: %v", err)
	}
	done := make(chan bool)
	go func() {
		ok, _ := h.Verify(context.Background(), "12345678", hash)
		done <- ok
	}()
	select {
	case <-done:
		t.Fatal("verified without a place")
	default:
	}
	leave()
	if !<-done {
		t.Fatal("not verified when a place came free")
	}
}

func TestAllCostsAreEqual(t *testing.T) {
	h := setup(t, 1)
	if h.Outdated(h.nobody) {
		t.Error("nobody's hash has another cost")
	}
}

func BenchmarkVerify(b *testing.B) {
	h, err := NewHasher(Standard, 1)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := h.VerifyNobody(context.Background(), "12345678"); err != nil {
			b.Fatal(err)
		}
	}
}
