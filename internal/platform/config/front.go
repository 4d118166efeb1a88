package config

// Front names a front in the settings.
type Front string

// The fronts that listen.
const (
	Core    Front = "core"
	Ops     Front = "ops"
	Loot    Front = "loot"
	Reward  Front = "reward"
	Creator Front = "creator"
	Card    Front = "card"
	Study   Front = "study"
)

// Addr is where the front listens.
func (c *Config) Addr(f Front) Addr {
	addr, _ := c.Listen.of(f)
	return addr
}

// URL is how the front is reached from outside, without a trailing slash:
// the configured one, or its listening address.
func (c *Config) URL(f Front) BaseURL {
	addr, set := c.Listen.of(f)
	switch {
	case set != "":
		return set
	case f == Study && c.Listen.StudyTLS:
		return BaseURL("https://" + string(addr))
	}
	return BaseURL("http://" + string(addr))
}

func (l *Listen) of(f Front) (Addr, BaseURL) {
	switch f {
	case Core:
		return l.CoreAddr, l.CoreURL
	case Ops:
		return l.OpsAddr, ""
	case Loot:
		return l.LootAddr, l.LootURL
	case Reward:
		return l.RewardAddr, l.RewardURL
	case Creator:
		return l.CreatorAddr, l.CreatorURL
	case Card:
		return l.CardAddr, l.CardURL
	case Study:
		return l.StudyAddr, l.StudyURL
	}
	panic("config: no front " + string(f))
}
