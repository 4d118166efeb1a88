package model

import (
	"net/netip"
	"net/url"
	"strings"
)

// baseMax bounds an address, in bytes.
const baseMax = 300

// cleanBase checks an address and takes the slash off its end. "" is the
// vendor's own. Faults: ErrBase.
func cleanBase(provider, text string, loopback bool) (string, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	switch {
	case provider == Demo && text == "":
		return "", nil
	case provider == Demo, len(text) > baseMax:
		return "", ErrBase
	case text == "":
		if text = known[provider]; text == "" {
			return "", ErrBase
		}
		return text, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" || strings.ContainsAny(text, "?#\\ ") {
		return "", ErrBase
	}
	here := loopback && isLoopback(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || !here) || !here && !isPublic(u.Hostname()) {
		return "", ErrBase
	}
	return text, nil
}

// known are the addresses that vendors document.
var known = map[string]string{
	Qwen:   "https://dashscope.aliyuncs.com/api/v1",
	OpenAI: "https://api.openai.com/v1",
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// inside are names that never lead to the public.
var inside = []string{"localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "arpa"}

// isPublic reports whether a host may be a vendor's: a name with a dot under
// no inside ending, or the literal of a public address. What a name resolves
// to is looked at when it is called.
func isPublic(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		a = a.WithZone("").Unmap()
		return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || numeric(last) {
		return false
	}
	for _, name := range inside {
		if last == name {
			return false
		}
	}
	for _, l := range labels {
		if l == "" || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// shared is the range of carriers' inside addresses.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// numeric reports whether a label is a number as some resolvers read them
// (127.1, 0x7f.1): such a host is an address in disguise.
func numeric(label string) bool {
	digits := strings.TrimPrefix(label, "0x")
	return strings.Trim(label, "0123456789") == "" || digits != label && strings.Trim(digits, "0123456789abcdef") == ""
}

// hostOf is the host and port of a checked address.
func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
