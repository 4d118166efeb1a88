package secret_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/platform/secret"
)

const hexKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

func master(t *testing.T, text string) secret.Master {
	t.Helper()
	m, err := secret.ParseMaster(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseMasterReadsHexAndBase64(t *testing.T) {
	want := master(t, hexKey).Derive("x", 32)
	for _, text := range []string{
		"  " + hexKey + "\n",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
	} {
		if got := master(t, text).Derive("x", 32); string(got) != string(want) {
			t.Errorf("%q gives another key", text)
		}
	}
	for _, text := range []string{"", "short", hexKey[2:], hexKey + "00"} {
		if _, err := secret.ParseMaster(text); !errors.Is(err, secret.ErrMaster) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestMasterNeverPrintsItsKey(t *testing.T) {
	m := master(t, hexKey)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "key", m)
	for _, s := range []string{fmt.Sprint(m), fmt.Sprintf("%v %+v %#v %s %x %d", m, m, m, m, m, &m), log.String()} {
		if strings.Contains(s, "1011121314") || strings.Contains(s, "16 17 18") || strings.Contains(s, "0x10") {
			t.Errorf("the key shows: %s", s)
		}
	}
}

func TestPurposesGetDifferentKeys(t *testing.T) {
	m := secret.NewMaster()
	first, again, other := m.Derive("a", 32), m.Derive("a", 32), m.Derive("b", 32)
	if string(first) == string(other) {
		t.Error("two purposes share a key")
	}
	if string(first) != string(again) {
		t.Error("one purpose has two keys")
	}
}

func TestLoadOrCreateMaster(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sealing.key")
	first, created, err := secret.LoadOrCreateMaster(path)
	if err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
	again, created, err := secret.LoadOrCreateMaster(path)
	if err != nil || created || again != first {
		t.Fatalf("created %v, same %v, %v", created, again == first, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := secret.LoadOrCreateMaster(path); err == nil || strings.Contains(err.Error(), "garbage") {
		t.Fatalf("a damaged file: %v", err)
	}
	if _, _, err := secret.LoadOrCreateMaster(filepath.Join(path, "below-a-file")); err == nil {
		t.Fatal("an impossible path was accepted")
	}
}

func TestLoadOrCreateMasterRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	var wg sync.WaitGroup
	got := make([]secret.Master, 8)
	for i := range got {
		wg.Go(func() { got[i], _, _ = secret.LoadOrCreateMaster(path) })
	}
	wg.Wait()
	for _, m := range got {
		if m != got[0] || m == (secret.Master{}) {
			t.Fatal("two starters have two keys")
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".new-*")); len(left) > 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestSealOpensOnlyAtItsPlace(t *testing.T) {
	ring := secret.NewRing("tests", secret.NewMaster())
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		place := rapid.Custom(func(rt *rapid.T) secret.Place {
			s := rapid.StringMatching(`[ab]{0,2}`)
			return secret.Place{Table: s.Draw(rt, "t"), Row: s.Draw(rt, "r"), Field: s.Draw(rt, "f")}
		})
		at, other := place.Draw(rt, "at"), place.Draw(rt, "other")
		sealed := ring.Seal(plain, at)
		got, err := ring.Open(sealed, at)
		if err != nil || string(got) != string(plain) {
			rt.Fatalf("round trip: %q, %v", got, err)
		}
		if _, err := ring.Open(sealed, other); at != other && !errors.Is(err, secret.ErrSealed) {
			rt.Fatalf("opened at another place: %v", err)
		}
		if ring.Seal(plain, at) == sealed {
			rt.Fatal("two seals of one value are equal")
		}
	})
}

func TestOpenRefusesDamage(t *testing.T) {
	ring := secret.NewRing("tests", secret.NewMaster())
	at := secret.Place{Table: "t", Row: "1", Field: "f"}
	sealed := ring.Seal([]byte("hello"), at)
	for i := range sealed {
		damaged := []byte(sealed)
		damaged[i] ^= 1
		// The last character of base64 may carry unused bits.
		if got, err := ring.Open(string(damaged), at); err == nil && string(got) != "hello" {
			t.Errorf("byte %d: opened as %q", i, got)
		}
	}
	for _, text := range []string{"", "g1.", "g1.x", sealed[:20], sealed + "AAAA", "plain"} {
		if _, err := ring.Open(text, at); err == nil {
			t.Errorf("%q opened", text)
		}
	}
}

func TestRotation(t *testing.T) {
	before, after := secret.NewMaster(), secret.NewMaster()
	at := secret.Place{Table: "t", Row: "1", Field: "f"}
	old := secret.NewRing("tests", before).Seal([]byte("v"), at)
	ring := secret.NewRing("tests", after, before)
	if got, err := ring.Open(old, at); err != nil || string(got) != "v" {
		t.Fatalf("old value: %q, %v", got, err)
	}
	if !ring.Stale(old) || ring.Stale(ring.Seal([]byte("v"), at)) {
		t.Error("Stale is wrong")
	}
	if _, err := secret.NewRing("tests", after).Open(old, at); !errors.Is(err, secret.ErrUnknownKey) {
		t.Errorf("unknown key: %v", err)
	}
	if _, err := secret.NewRing("other", before).Open(old, at); err == nil {
		t.Error("another purpose opened it")
	}
}

func TestTokens(t *testing.T) {
	a, b := secret.NewToken(), secret.NewToken()
	if a == b || len(a) != 43 {
		t.Fatalf("%q, %q", a, b)
	}
	if again := strings.Clone(a); secret.Hash(a) != secret.Hash(again) || secret.Hash(a) == secret.Hash(b) || len(secret.Hash(a)) != 64 {
		t.Error("Hash is wrong")
	}
	if !secret.Equal(a, a) || secret.Equal(a, b) || secret.Equal(a, a[:42]) || !secret.Equal("", "") {
		t.Error("Equal is wrong")
	}
}
