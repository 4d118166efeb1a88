package coreapi

import (
	"net/http"
	"slices"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) settingRoutes() {
	a.add(toRead, a.listSettings, operation{
		Method: http.MethodGet, Path: "/v1/settings", ID: "N-18", Summary: "What can be set while the server runs.",
		Out: list[settingReply]{}, Status: http.StatusOK,
	})
	a.add(toOperate, a.putSetting, operation{
		Method: http.MethodPut, Path: "/v1/settings/{name}", ID: "N-18", Summary: "Change a setting.",
		In: settingRequest{}, Out: settingReply{}, Status: http.StatusOK, Faults: []*fault.Fault{setting.ErrUnknown, setting.ErrValue, setting.ErrVersion},
	})
}

// settingReply is a setting as it stands.
type settingReply struct {
	Name      string   `json:"name"`
	Value     string   `json:"value"`
	Default   string   `json:"default"`
	Version   int64    `json:"version" doc:"0 while it was never changed."`
	ChangedAt wireTime `json:"changed_at"`
	ChangedBy string   `json:"changed_by"`
}

func showSetting(s setting.Spec, row setting.Setting) settingReply {
	out := settingReply{Name: s.Name, Value: s.Default, Default: s.Default}
	if row.Version > 0 {
		out.Value, out.Version, out.ChangedAt, out.ChangedBy = row.Value, row.Version, wireTime(row.ChangedAt), row.ChangedBy
	}
	return out
}

// listSettings is every setting that is declared, in that order.
// contract: N-18
func (a *API) listSettings(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := setting.List(r.Context(), a.Store)
	if err != nil {
		return err
	}
	stored := map[string]setting.Setting{}
	for _, row := range rows {
		stored[row.Name] = row
	}
	return answer(w, pageOf(a.Settings, len(a.Settings), "", func(s setting.Spec) settingReply { return showSetting(s, stored[s.Name]) }, nil))
}

// settingRequest is a new value.
type settingRequest struct {
	Value   string `json:"value" maxLength:"4096"`
	Version int64  `json:"version" doc:"The version that was seen."`
	Reason  string `json:"reason,omitempty" doc:"For the audit record."`
}

// putSetting changes a setting.
// contract: N-18
func (a *API) putSetting(w http.ResponseWriter, r *http.Request, c caller) error {
	var req settingRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	n := slices.IndexFunc(a.Settings, func(s setting.Spec) bool { return s.Name == r.PathValue("name") })
	if n < 0 {
		return setting.ErrUnknown
	}
	spec := a.Settings[n]
	return a.write(w, r, c, call{route: id.BucketOf(spec.Name), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := spec.Get(tx)
		if err != nil {
			return nil, err
		}
		row, err := setting.Change(tx, setting.ChangeCmd{Spec: spec, Value: req.Value, Version: req.Version, Actor: c.Actor})
		if err != nil {
			return nil, err
		}
		out := showSetting(spec, row)
		return out, note(tx, c, act{"setting.change", "setting:" + spec.Name, req.Reason, showSetting(spec, was), out})
	})
}
