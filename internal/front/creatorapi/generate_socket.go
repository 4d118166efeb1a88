package creatorapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

// bearerProtocol is the subprotocol under which a browser, which cannot set
// headers, brings its token: Sec-WebSocket-Protocol: bearer, <token>. A token
// in the address would end up in logs.
const bearerProtocol = "bearer"

const (
	socketHelloTime = 10 * time.Second // for the message with the token
	socketReadMax   = 8 << 10          // bytes of a message
)

// handleSocket streams the ends of the member's tasks over a WebSocket. The
// token comes in the Authorization header, as a subprotocol, or in the first
// message: {"token": "…"}. With ?since= and the id of the last notice a client
// goes on where it was.
// contract: S2-P1
func (s *streams) handleSocket(w http.ResponseWriter, r *http.Request, _ caller) error {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		return errNoSocket
	}
	var who session.Bearer
	raw, early := socketToken(r)
	if early {
		var err error
		if who, err = s.Bearers.Who(r.Context(), raw); err != nil {
			return err
		}
	}
	// No cookie stands for anybody here, so any page may connect: what counts
	// is its token.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{bearerProtocol}, InsecureSkipVerify: true})
	if err != nil {
		return nil //nolint:nilerr // Accept has answered
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(socketReadMax)
	if !early {
		if who, err = s.hello(r.Context(), conn); err != nil {
			_ = conn.Close(websocket.StatusPolicyViolation, "unauthenticated")
			return nil //nolint:nilerr // the close says it
		}
	}
	last, _ := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64) // anything else begins now
	s.serve(r.Context(), conn, who, last)
	return nil
}

// socketToken finds a token that comes with the request itself.
func socketToken(r *http.Request) (raw string, found bool) {
	if raw, ok := httpx.Bearer(r, "Bearer"); ok {
		return raw, true
	}
	next := false
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("Sec-WebSocket-Protocol"), ","), ",") {
		if one = strings.TrimSpace(one); next {
			return one, true
		}
		next = one == bearerProtocol
	}
	return "", false
}

// hello reads the first message, which says who connects.
func (s *streams) hello(ctx context.Context, conn *websocket.Conn) (session.Bearer, error) {
	ctx, cancel := context.WithTimeout(ctx, socketHelloTime)
	defer cancel()
	_, data, err := conn.Read(ctx)
	if err != nil {
		return session.Bearer{}, err
	}
	var message struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(data, &message); err != nil {
		return session.Bearer{}, err
	}
	return s.Bearers.Who(ctx, message.Token)
}

// serve follows a member's tasks until the client goes away.
func (s *streams) serve(ctx context.Context, conn *websocket.Conn, who session.Bearer, last int64) {
	closed, err := s.open(who.Member)
	if err != nil {
		_ = conn.Close(websocket.StatusTryAgainLater, "too many streams")
		return
	}
	defer closed()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // whatever the client says is read, so that its pongs and its close are, and dropped
		defer cancel()
		for {
			if _, _, err := conn.Read(ctx); err != nil {
				return
			}
		}
	}()
	if s.follow(ctx, who.Member, s.since(last), socket{conn}) == nil {
		_ = conn.Close(websocket.StatusGoingAway, "connect again")
	}
}

// socket writes to a WebSocket.
type socket struct{ conn *websocket.Conn }

func (k socket) send(ctx context.Context, n notice) error {
	data, err := httpx.EncodeJSON(n)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, streamSend)
	defer cancel()
	return k.conn.Write(ctx, websocket.MessageText, data)
}

func (k socket) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, streamSend)
	defer cancel()
	return k.conn.Ping(ctx)
}
