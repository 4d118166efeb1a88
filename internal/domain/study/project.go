package study

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Faults of projects.
var (
	ErrProjectNotFound = fault.New(fault.NotFound, "study.project_not_found", "There is no such project.")
	ErrProjectInvalid  = fault.New(fault.Invalid, "study.project_invalid", "A project needs a code of 1 to 200 bytes, a name, and limits of minutes that do not fall.")
)

type projectKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Domain  int32     `db:"domain"`
	Project string    `db:"project"`
}

// Project is how a domain rates a project by its minutes. Projects without a
// row have StandardLimits.
type Project struct {
	projectKey
	Name string `db:"name"`
	Limits
	Version   int64           `db:"version"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var projects = store.Define[projectKey, Project]("study_project")

// PutProjectCmd sets a project's limits. Version is the one that the caller
// saw, 0 for a new one.
type PutProjectCmd struct {
	Domain  int32
	Project string
	Name    string
	Limits  Limits
	Version int64
}

// PutProject stores a project's limits, which hold for what is recorded from
// now on. Faults: ErrDomain, ErrProjectInvalid, ErrStale.
// contract: N-12
func PutProject(tx *store.Tx, cmd PutProjectCmd) (before, after Project, err error) {
	if cmd.Domain <= 0 {
		return Project{}, Project{}, ErrDomain
	}
	if cmd.Project == "" || len(cmd.Project) > projectMax || !named(cmd.Name) || !cmd.Limits.valid() {
		return Project{}, Project{}, ErrProjectInvalid
	}
	key := projectKey{BucketOf(cmd.Domain), cmd.Domain, cmd.Project}
	before, _, err = projects.Get(tx, key)
	if err != nil {
		return Project{}, Project{}, err
	}
	if before.Version != cmd.Version {
		return Project{}, Project{}, ErrStale.With("version", before.Version)
	}
	after = Project{key, cmd.Name, cmd.Limits, before.Version + 1, tx.Now()}
	projects.Put(tx, after)
	return before, after, nil
}

// DeleteProject gives a project back to StandardLimits.
// Faults: ErrProjectNotFound.
// contract: N-12
func DeleteProject(tx *store.Tx, domain int32, project string) (Project, error) {
	key := projectKey{BucketOf(domain), domain, project}
	p, found, err := projects.Get(tx, key)
	if err != nil || !found {
		return Project{}, orFault(err, ErrProjectNotFound)
	}
	projects.Delete(tx, key)
	return p, nil
}

func limitsOf(tx *store.Tx, domain int32, project string) (Limits, error) {
	p, found, err := projects.Read(tx, projectKey{BucketOf(domain), domain, project})
	if err != nil || !found {
		return StandardLimits, err
	}
	return p.Limits, nil
}

func wantLimits(tx *store.Tx, domain int32, project string) {
	projects.WantRead(tx, projectKey{BucketOf(domain), domain, project})
}
