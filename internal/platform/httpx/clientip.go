package httpx

import (
	"net/http"
	"net/netip"
	"strings"
)

// hopMax bounds how many entries of X-Forwarded-For are looked at.
const hopMax = 32

// Proxies are the networks whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// ClientIP is the address of whoever sent r: the peer, or, behind trusted
// proxies, the last address in X-Forwarded-For that is not one of them. An
// unreadable address gives the zero Addr.
func (p Proxies) ClientIP(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap().WithZone("")
	if !p.trust(client) {
		return client
	}
	headers := r.Header["X-Forwarded-For"]
	hops := 0
	for i := len(headers) - 1; i >= 0; i-- {
		rest := headers[i]
		for more := true; more; hops++ {
			var hop string
			rest, hop, more = cutLast(rest)
			addr, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil || hops >= hopMax {
				return client // what stands further left cannot be believed
			}
			client = addr.Unmap().WithZone("")
			if !p.trust(client) {
				return client
			}
		}
	}
	return client
}

func (p Proxies) trust(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// cutLast splits "a, b, c" into "a, b" and "c".
func cutLast(list string) (rest, last string, more bool) {
	i := strings.LastIndexByte(list, ',')
	if i < 0 {
		return "", list, false
	}
	return list[:i], list[i+1:], true
}
