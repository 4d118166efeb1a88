package id_test

import (
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
)

func TestAnIDTellsItsBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<52).Draw(t, "ordinal")
		b := id.Bucket(rapid.IntRange(0, id.Buckets-1).Draw(t, "bucket"))
		if got := id.Compose(n, b); got.Bucket() != b || got < 0 {
			t.Fatalf("ordinal %d in bucket %d is %d, of bucket %d", n, b, got, got.Bucket())
		}
	})
}

func TestNaturalKeysSpread(t *testing.T) {
	seen := map[id.Bucket]int{}
	for i := range 100_000 {
		b := id.BucketOf(string(rune('a'+i%26)) + string(rune(0x4e00+i)))
		if b < 0 || b >= id.Buckets {
			t.Fatal(b)
		}
		seen[b]++
	}
	for b, n := range seen {
		if n > 200 { // the mean is 98
			t.Errorf("bucket %d has %d keys", b, n)
		}
	}
	if len(seen) != id.Buckets {
		t.Errorf("%d buckets are used", len(seen))
	}
}
