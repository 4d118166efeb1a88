package publication

import (
	"slices"
	"strings"
)

// Platform names a place where things are published.
type Platform string

// The platforms.
const (
	WeChat      Platform = "wechat"
	Xiaohongshu Platform = "xiaohongshu"
	Douyin      Platform = "douyin"
	Kuaishou    Platform = "kuaishou"
	Toutiao     Platform = "toutiao"
)

// Kind is a sort of creation.
type Kind string

// The kinds.
const (
	Writing Kind = "writing"
	Image   Kind = "image"
	Video   Kind = "video"
	PPT     Kind = "ppt"
)

// Completion is how a publication on a platform comes to its end.
type Completion string

// The completions.
const (
	Sync        Completion = "sync"         // with the call itself
	Polling     Completion = "polling"      // the platform is asked until it has ended
	UserHandoff Completion = "user_handoff" // the member does the last step
)

// Media are the files that a platform takes of a kind.
type Media struct {
	Kind    Kind
	SizeMax int64    // bytes
	Types   []string // content types
}

// Info is what is known of a platform. Lengths are in characters.
type Info struct {
	Platform   Platform
	Name       string
	Completion Completion
	TitleMin   int
	TitleMax   int
	BodyMax    int
	Kinds      []Kind
	Media      []Media  // for the kinds that are files
	Required   []string // credentials without which nothing can be done
	Optional   []string
	hosts      []string // on which its posts are
}

const mib = 1 << 20

var (
	pictures = []string{"image/jpeg", "image/png"}
	movies   = []string{"video/mp4"}
)

// Platforms are all of them, in the document's order.
func Platforms() []Info {
	return []Info{
		{
			Platform: WeChat, Name: "微信公众号", Completion: Polling, TitleMin: 1, TitleMax: 32, BodyMax: 19_000, Kinds: []Kind{Writing, Image},
			Media:    []Media{{Image, 10 * mib, pictures}},
			Required: []string{"app_id", "app_secret"}, Optional: []string{"author"}, hosts: []string{"mp.weixin.qq.com"},
		},
		{
			Platform: Xiaohongshu, Name: "小红书", Completion: UserHandoff, TitleMin: 1, TitleMax: 20, BodyMax: 1000, Kinds: []Kind{Writing, Image, Video},
			Media:    []Media{{Image, 20 * mib, pictures}, {Video, 500 * mib, movies}},
			Optional: []string{"app_id", "app_secret"}, hosts: []string{"xiaohongshu.com", "xhslink.com"},
		},
		{
			Platform: Douyin, Name: "抖音", Completion: UserHandoff, TitleMin: 1, TitleMax: 55, BodyMax: 1000, Kinds: []Kind{Image, Video},
			Media:    []Media{{Image, 20 * mib, pictures}, {Video, 128 * mib, movies}},
			Required: []string{"app_id", "app_secret"}, hosts: []string{"douyin.com", "iesdouyin.com"},
		},
		{
			Platform: Kuaishou, Name: "快手", Completion: Polling, TitleMin: 1, TitleMax: 100, BodyMax: 400, Kinds: []Kind{Video},
			Media:    []Media{{Video, 500 * mib, movies}},
			Required: []string{"app_id", "app_secret"}, Optional: []string{"access_token", "refresh_token"}, hosts: []string{"kuaishou.com"},
		},
		{
			Platform: Toutiao, Name: "今日头条", Completion: Sync, TitleMin: 2, TitleMax: 30, BodyMax: 50_000, Kinds: []Kind{Writing, Image, Video},
			Media:    []Media{{Image, 20 * mib, pictures}, {Video, 500 * mib, movies}},
			Optional: []string{"app_id", "app_secret"}, hosts: []string{"toutiao.com"},
		},
	}
}

// ParsePlatform finds a platform. Faults: ErrPlatform.
func ParsePlatform(name string) (Info, error) {
	for _, p := range Platforms() {
		if string(p.Platform) == name {
			return p, nil
		}
	}
	return Info{}, ErrPlatform.With("field", "platform")
}

// Takes is what the platform takes of files of a kind.
func (p Info) Takes(k Kind) (Media, bool) {
	i := slices.IndexFunc(p.Media, func(m Media) bool { return m.Kind == k })
	if i < 0 {
		return Media{}, false
	}
	return p.Media[i], true
}

// has reports whether a host is one of the platform's.
func (p Info) has(host string) bool {
	return slices.ContainsFunc(p.hosts, func(own string) bool {
		return host == own || strings.HasSuffix(host, "."+own)
	})
}

// knows reports whether a credential of this name means something.
func (p Info) knows(name string) bool {
	return slices.Contains(p.Required, name) || slices.Contains(p.Optional, name)
}

// joined and parted are a list of platforms as a column keeps it.
func joined(list []Platform) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = string(p)
	}
	return strings.Join(names, ",")
}

func parted(text string) []Platform {
	var list []Platform
	for name := range strings.SplitSeq(text, ",") {
		list = append(list, Platform(name))
	}
	return list
}
