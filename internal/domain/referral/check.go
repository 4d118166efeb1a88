package referral

import (
	"context"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds codes to their members, referrals to the ledger and to the
// members' referrers, and counts the figures of months and networks anew.
func Check() verify.Check {
	return verify.Check{
		Name: "referral",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM referral")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				for _, check := range []func(context.Context, *store.View, *verify.Run) error{checkCodes, checkReferrals, checkStrays, checkFigures} {
					if err := check(ctx, v, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

type finding struct {
	Member id.ID  `db:"member"`
	What   string `db:"what"`
}

// report is for queries whose every row is a difference.
func report(ctx context.Context, v *store.View, r *verify.Run, sql string) error {
	return store.Each(ctx, v, func(f finding) error {
		r.Differ(fmt.Sprintf("member %d", f.Member), "%s", f.What)
		return nil
	}, sql)
}

func checkCodes(ctx context.Context, v *store.View, r *verify.Run) error {
	return report(ctx, v, r, `SELECT o.member, 'their code '||o.code||' is somebody else''s' AS what FROM referrer o
			LEFT JOIN referral_code c ON c.code = o.code AND c.member = o.member WHERE c.code IS NULL
		UNION ALL
		SELECT c.member, 'the code '||c.code||' is not what they have' AS what FROM referral_code c
			LEFT JOIN referrer o ON o.bucket = c.member % 1024 AND o.member = c.member AND o.code = c.code WHERE o.member IS NULL`)
}

// checkReferrals holds each referral to its lines in the ledger and to the
// member's referrer.
func checkReferrals(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Referral
		Above id.ID         `db:"above"` // the member's referrer
		Lines int64         `db:"line_count"`
		Net   amount.Amount `db:"net"` // of the referrer's lines
	}
	return store.Each(ctx, v, func(f row) error {
		if what := f.wrong(f.Above, f.Lines, f.Net); what != "" {
			r.Differ(fmt.Sprintf("referral %d", f.ID), "%s: %s", f.State, what)
		}
		r.Step(1)
		return nil
	}, `SELECT r.bucket, r.member, r.id, r.referrer, r.state, r.reason, r.reward, r.taken, r.shortfall, r.network, r.day, r.month, r.order_id,
			r.created_at, r.completed_at, r.ended_at, coalesce(m.referrer, 0) AS above, coalesce(t.line_count, 0) AS line_count, coalesce(t.net, 0) AS net
		FROM referral r LEFT JOIN member m ON m.bucket = r.bucket AND m.id = r.member
		LEFT JOIN (SELECT owner, source, count(*) AS line_count, CAST(sum(amount) AS bigint) AS net FROM transfer
			WHERE reason = 'credit.referral' AND actor = 'system' AND asset = 'CREDIT' AND kind IN ('earn', 'adjust') GROUP BY owner, source) t
			ON t.owner = r.referrer AND t.source = 'referral:' || CAST(r.id AS text)`)
}

// wrong is what does not fit, or "".
func (r Referral) wrong(above id.ID, lines int64, net amount.Amount) string {
	paid, back := r.State == Completed || r.State == ClawedBack, r.State == ClawedBack
	want, wantLines := amount.Amount(0), int64(0)
	if paid {
		want = r.Reward - r.Taken
		wantLines = many(r.Reward > 0) + many(r.Taken > 0)
	}
	switch {
	case net != want || lines != wantLines:
		return fmt.Sprintf("%d lines of %d credits together, want %d of %d", lines, net, wantLines, want)
	case above != r.Referrer && r.State != Rejected:
		return fmt.Sprintf("the member's referrer is %d, not %d", above, r.Referrer)
	case back && r.Taken+r.Shortfall != r.Reward, !back && (r.Taken != 0 || r.Shortfall != 0):
		return fmt.Sprintf("of %d credits %d were taken and %d missing", r.Reward, r.Taken, r.Shortfall)
	case paid != (r.CompletedAt != 0), paid != (r.Month != 0), paid && r.OrderID == "":
		return "the time or the order of its completion does not fit"
	case (r.State == Rejected) != (r.Reason != ""), (back || r.State == Rejected) != (r.EndedAt != 0):
		return "the reason or the time of its end does not fit"
	}
	return ""
}

func many(one bool) int64 {
	if one {
		return 1
	}
	return 0
}

// checkStrays looks for lines of the ledger that no referral asked for.
func checkStrays(ctx context.Context, v *store.View, r *verify.Run) error {
	return report(ctx, v, r, `SELECT t.owner AS member, 'a line of '||t.source||', which is none of theirs' AS what FROM transfer t
		LEFT JOIN referral r ON r.referrer = t.owner AND t.source = 'referral:' || CAST(r.id AS text)
		WHERE t.reason = 'credit.referral' AND t.actor = 'system' AND t.asset = 'CREDIT' AND t.kind IN ('earn', 'adjust') AND r.id IS NULL`)
}

func checkFigures(ctx context.Context, v *store.View, r *verify.Run) error {
	return report(ctx, v, r, `SELECT o.member, 'they had '||CAST(o.rewarded AS text)||' rewards in '||CAST(o.month AS text)||', not as many as there are' AS what
			FROM referrer o WHERE o.rewarded <> (SELECT count(*) FROM referral r WHERE r.referrer = o.member AND r.month = o.month AND o.month <> 0)
		UNION ALL
		SELECT n.referrer AS member, CAST(n.counted AS text)||' members from '||n.network||' on '||CAST(n.day AS text)||', not as many as there are' AS what
			FROM referral_network n WHERE n.counted <> (SELECT count(*) FROM referral r
				WHERE r.referrer = n.referrer AND r.day = n.day AND r.network = n.network AND NOT (r.state = 'rejected' AND r.order_id = ''))
		UNION ALL
		SELECT r.referrer AS member, 'referral '||CAST(r.id AS text)||' was counted in no network' AS what FROM referral r
			LEFT JOIN referral_network n ON n.bucket = r.referrer % 1024 AND n.referrer = r.referrer AND n.day = r.day AND n.network = r.network
			WHERE n.referrer IS NULL AND NOT (r.state = 'rejected' AND r.order_id = '')`)
}
