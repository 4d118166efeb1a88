package coreapi

import (
	"context"
	"net/http"
	"slices"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) memberRoutes() {
	a.add(toRead, a.listMembers, operation{
		Method: http.MethodGet, Path: "/v1/members", ID: "N-02", Summary: "Members, newest first.",
		Query: paging(param{"search", "string", "The beginning of a username, e-mail or wallet, or a whole subject."}, param{"status", "string", "active or suspended."}),
		Out:   list[memberReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.createMember, operation{
		Method: http.MethodPost, Path: "/v1/members", ID: "N-02", Summary: "Make a member of one or more subjects.",
		In: memberRequest{}, Out: memberReply{}, Status: http.StatusCreated,
		Faults: []*fault.Fault{member.ErrSubject, member.ErrSubjectTaken, member.ErrNotFound, member.ErrDomain, member.ErrReferrerCycle, errSubjectID},
	})
	a.add(toRead, a.getMember, operation{
		Method: http.MethodGet, Path: "/v1/members/{id}", ID: "N-02", Summary: "One member.",
		Out: memberReply{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrNotFound},
	})
	a.add(toManage, a.changeMember, operation{
		Method: http.MethodPatch, Path: "/v1/members/{id}", ID: "N-02", Summary: "Suspend or let act again, place in a domain, set the referrer once, add a subject.",
		In: memberChange{}, Out: memberReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{
			member.ErrNotFound, member.ErrSubject, member.ErrSubjectTaken, member.ErrStatus, member.ErrDomain,
			member.ErrReferrerSet, member.ErrReferrerCycle, errSubjectID,
		},
	})
}

// errSubjectID is an id where a new subject is wanted.
var errSubjectID = fault.New(fault.Invalid, "coreapi.subject_is_id", "A new subject cannot be an id.")

// memberReply is one member.
type memberReply struct {
	ID        int64    `json:"id"`
	Subjects  []string `json:"subjects"`
	Username  string   `json:"username"`
	Referrer  *int64   `json:"referrer" nullable:"true"`
	Domain    int32    `json:"domain" doc:"The study domain, 0 for none."`
	Status    string   `json:"status" enum:"active,suspended"`
	CreatedAt wireTime `json:"created_at"`
	ActiveAt  wireTime `json:"active_at"`
}

func showMember(m member.Member, subjects []member.Subject) memberReply {
	out := memberReply{
		ID: int64(m.ID), Subjects: make([]string, len(subjects)), Username: m.Username, Referrer: optional(m.Referrer), Domain: m.Domain,
		Status: string(m.Status), CreatedAt: wireTime(m.CreatedAt), ActiveAt: wireTime(m.ActiveAt),
	}
	for i, s := range subjects {
		out.Subjects[i] = string(s)
	}
	return out
}

// listMembers is a page of members.
// contract: N-02
func (a *API) listMembers(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("m", 2)
	cmd := member.ListCmd{
		Search: q.text("search"), Status: member.Status(q.oneOf("status", string(member.Active), string(member.Suspended))),
		BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	}
	if q.err != nil {
		return q.err
	}
	rows, err := member.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	subjects, err := member.SubjectsOf(r.Context(), a.Store, rows)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "m",
		func(m member.Member) memberReply { return showMember(m, subjects[m.ID]) },
		func(m member.Member) []int64 { return []int64{int64(m.CreatedAt), int64(m.ID)} }))
}

// getMember is one member.
// contract: N-02
func (a *API) getMember(w http.ResponseWriter, r *http.Request, _ caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	m, subjects, err := a.loadMember(r.Context(), mid)
	if err != nil {
		return err
	}
	return answer(w, showMember(m, subjects))
}

func (a *API) loadMember(ctx context.Context, mid id.ID) (member.Member, []member.Subject, error) {
	m, err := member.Load(ctx, a.Store, mid)
	if err != nil {
		return member.Member{}, nil, err
	}
	subjects, err := member.Subjects(ctx, a.Store, mid)
	return m, subjects, err
}

// memberRequest is a new member.
type memberRequest struct {
	Subject  string   `json:"subject,omitempty" doc:"An external subject, wallet:…, username:… or email:…"`
	Subjects []string `json:"subjects,omitempty" doc:"Several of them."`
	Username string   `json:"username,omitempty" doc:"The same as the subject username:…"`
	Referrer string   `json:"referrer,omitempty" doc:"Who brought them: a subject of a member."`
	Domain   int32    `json:"domain,omitempty" doc:"The study domain."`
}

// createMember makes a member.
// contract: N-02
func (a *API) createMember(w http.ResponseWriter, r *http.Request, c caller) error {
	var req memberRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	subjects, err := req.all()
	if err != nil {
		return err
	}
	cmd := member.CreateCmd{Subjects: subjects, Domain: req.Domain}
	if req.Referrer != "" {
		cmd.Referrer, err = a.Directory.Find(r.Context(), req.Referrer)
	}
	return a.write(w, r, c, call{route: subjects[0].Bucket(), status: http.StatusCreated, early: err}, func(tx *store.Tx) (any, error) {
		m, err := member.Create(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showMember(m, slices.Sorted(slices.Values(subjects)))
		return out, note(tx, c, act{action: "member.create", object: objectOf("member", m.ID), after: out})
	})
}

// all are the request's subjects, at least one.
func (req memberRequest) all() ([]member.Subject, error) {
	texts := req.Subjects
	if req.Subject != "" {
		texts = append([]string{req.Subject}, texts...)
	}
	if req.Username != "" {
		texts = append(texts, "username:"+req.Username)
	}
	if len(texts) == 0 {
		return nil, member.ErrSubject
	}
	out := make([]member.Subject, len(texts))
	for i, text := range texts {
		var err error
		if out[i], err = newSubject(text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// newSubject reads a subject that somebody is to have.
func newSubject(text string) (member.Subject, error) {
	s, byID, err := member.ParseSubject(text)
	if err == nil && byID != 0 {
		err = errSubjectID
	}
	return s, err
}

// memberChange is what to change; what is missing stays.
type memberChange struct {
	Status     *string `json:"status,omitempty" enum:"active,suspended"`
	Domain     *int32  `json:"domain,omitempty"`
	Referrer   *string `json:"referrer,omitempty" doc:"A subject of a member. It can be said once."`
	AddSubject *string `json:"add_subject,omitempty"`
	Reason     string  `json:"reason,omitempty" doc:"For the audit record."`
}

// changeMember changes a member.
// contract: N-02
func (a *API) changeMember(w http.ResponseWriter, r *http.Request, c caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	var req memberChange
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	edit, err := a.memberEdit(r.Context(), mid, req)
	return a.write(w, r, c, call{route: mid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		before, err := member.Get(tx, mid)
		if err != nil {
			return nil, err
		}
		m, err := edit.apply(tx, mid)
		if err != nil {
			return nil, err
		}
		out := showMember(m, edit.subjects())
		tx.Committed(a.Directory.Forget)
		return out, note(tx, c, act{"member.change", objectOf("member", mid), req.Reason, showMember(before, edit.had), out})
	})
}

// memberEdit is a change whose subjects have been looked up.
type memberEdit struct {
	memberChange
	referrer id.ID
	added    member.Subject
	had      []member.Subject
}

func (a *API) memberEdit(ctx context.Context, mid id.ID, req memberChange) (memberEdit, error) {
	e := memberEdit{memberChange: req}
	var err error
	if _, e.had, err = a.loadMember(ctx, mid); err != nil {
		return e, err
	}
	if req.Referrer != nil {
		if e.referrer, err = a.Directory.Find(ctx, *req.Referrer); err != nil {
			return e, err
		}
	}
	if req.AddSubject != nil {
		e.added, err = newSubject(*req.AddSubject)
	}
	return e, err
}

func (e memberEdit) subjects() []member.Subject {
	for _, s := range e.had {
		if s == e.added {
			return e.had
		}
	}
	if e.added == "" {
		return e.had
	}
	return append(e.had[:len(e.had):len(e.had)], e.added)
}

func (e memberEdit) apply(tx *store.Tx, mid id.ID) (m member.Member, err error) {
	if m, err = member.Get(tx, mid); err != nil {
		return m, err
	}
	if e.Status != nil {
		if m, err = member.SetStatus(tx, mid, member.Status(*e.Status)); err != nil {
			return m, err
		}
	}
	if e.Domain != nil {
		if m, err = member.SetDomain(tx, mid, *e.Domain); err != nil {
			return m, err
		}
	}
	if e.Referrer != nil {
		if m, err = member.SetReferrer(tx, mid, e.referrer); err != nil {
			return m, err
		}
	}
	if e.AddSubject != nil {
		m, err = member.Link(tx, mid, e.added)
	}
	return m, err
}
