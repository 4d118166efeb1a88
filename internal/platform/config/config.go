package config

import (
	"net/netip"
	"time"

	"github.com/alecthomas/kong"
)

// Config is every setting. Its zero value is not usable: kong fills it in.
type Config struct {
	File       kong.ConfigFlag `name:"config" help:"Settings file (default guerdon.yaml, where there is one)." placeholder:"FILE" env:"GUERDON_CONFIG"`
	Data       string          `help:"Directory of the embedded database, files and generated keys." default:"./guerdon-data" env:"GUERDON_DATA" placeholder:"DIR"`
	Database   DatabaseURL     `help:"postgres:// URL; without it the database is embedded SQLite in the data directory." env:"GUERDON_DATABASE" placeholder:"URL"`
	Production bool            `help:"Refuse everything that is only fit for trying out." env:"GUERDON_PRODUCTION"`
	Demo       bool            `help:"Load the documents' own sample data." env:"GUERDON_DEMO"`
	Sandbox    string          `help:"Sandbox chain, payment and model providers: on, off, or auto (on outside production)." enum:"auto,on,off" default:"auto" env:"GUERDON_SANDBOX"`
	Timezone   Zone            `help:"Zone of days, weeks and months." default:"Asia/Shanghai" env:"GUERDON_TIMEZONE"`
	LogLevel   string          `help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"GUERDON_LOG_LEVEL"`
	LogFormat  string          `help:"text or json." enum:"text,json" default:"text" env:"GUERDON_LOG_FORMAT"`

	Listen  Listen  `embed:"" group:"Addresses:"`
	Secrets Secrets `embed:"" group:"Secrets (better as variables or files: others can read a command line):"`
	Token   Token   `embed:"" prefix:"token-" group:"Outside tokens:"`
	Solana  Solana  `embed:"" prefix:"solana-" group:"Chain:"`
	Wallet  Wallet  `embed:"" prefix:"wallet-" group:"Payouts:"`
	Payment Payment `embed:"" group:"Payments:"`
}

// Listen is where each front listens and how it is reached. Fronts with the
// same address share a listener.
type Listen struct {
	CoreAddr    Addr `help:"Console, native API and member pages." default:"127.0.0.1:8080" env:"GUERDON_CORE_ADDR"`
	OpsAddr     Addr `help:"Health and metrics." default:"127.0.0.1:8080" env:"GUERDON_OPS_ADDR"`
	LootAddr    Addr `help:"lootapi." default:"127.0.0.1:5000" env:"GUERDON_LOOT_ADDR"`
	RewardAddr  Addr `help:"rewardapi." default:"127.0.0.1:3000" env:"GUERDON_REWARD_ADDR"`
	CreatorAddr Addr `help:"creatorapi." default:"127.0.0.1:8000" env:"GUERDON_CREATOR_ADDR"`
	CardAddr    Addr `help:"cardapi." default:"127.0.0.1:8000" env:"GUERDON_CARD_ADDR"`
	StudyAddr   Addr `help:"studyapi." default:"127.0.0.1:3001" env:"GUERDON_STUDY_ADDR"`

	CoreURL    BaseURL `help:"Public address, where it is not http:// and the listening address." env:"GUERDON_CORE_URL"`
	LootURL    BaseURL `help:"The same for lootapi." env:"GUERDON_LOOT_URL"`
	RewardURL  BaseURL `help:"The same for rewardapi." env:"GUERDON_REWARD_URL"`
	CreatorURL BaseURL `help:"The same for creatorapi." env:"GUERDON_CREATOR_URL"`
	CardURL    BaseURL `help:"The same for cardapi." env:"GUERDON_CARD_URL"`
	StudyURL   BaseURL `help:"The same for studyapi." env:"GUERDON_STUDY_URL"`

	StudyTLS bool   `name:"study-tls" help:"Serve studyapi over TLS, with a self-signed certificate unless one is given." env:"GUERDON_STUDY_TLS"`
	TLSCert  string `name:"tls-cert" help:"Certificate file for TLS." env:"GUERDON_TLS_CERT" placeholder:"FILE"`
	TLSKey   string `name:"tls-key" help:"Its key file." env:"GUERDON_TLS_KEY" placeholder:"FILE"`

	TrustedProxies  []netip.Prefix `help:"Networks whose X-Forwarded-For is believed." env:"GUERDON_TRUSTED_PROXIES" placeholder:"CIDR"`
	AllowedOrigins  []string       `help:"Web origins whose pages may call the APIs from a browser." env:"GUERDON_ALLOWED_ORIGINS" placeholder:"ORIGIN"`
	RateLimits      string         `help:"on or off: request rate limits (never the guessing limits)." enum:"on,off" default:"on" env:"GUERDON_RATE_LIMITS"`
	AllowLoopback   bool           `help:"Let outgoing calls to configured services reach this machine." env:"GUERDON_ALLOW_LOOPBACK"`
	ShutdownTimeout time.Duration  `help:"How long running requests may finish when the server stops." default:"15s" env:"GUERDON_SHUTDOWN_TIMEOUT"`
}

// Secrets are the values that never print.
type Secrets struct {
	AdminPassword         Secret   `help:"Password of the first operator (admin); generated and printed once where there is none." env:"GUERDON_ADMIN_PASSWORD"`
	TokenSecret           Secret   `help:"Secret that signs access tokens; generated into the data directory where there is none." env:"GUERDON_TOKEN_SECRET"`
	SealingKey            Secret   `help:"32 bytes in hex or base64 that seal stored credentials; generated into the data directory where there is none." env:"GUERDON_SEALING_KEY"`
	SealingKeysOld        []Secret `help:"Earlier sealing keys, which only open." env:"GUERDON_SEALING_KEYS_OLD"`
	PaymentCallbackSecret Secret   `help:"Secret of the documented payment callback; without it the callback does not exist." env:"GUERDON_PAYMENT_CALLBACK_SECRET"`
}

// Token says which outside tokens are accepted besides those under the
// token secret.
type Token struct {
	JWKS     string `name:"jwks" help:"File with the key set (JWKS) of an outside issuer." env:"GUERDON_TOKEN_JWKS" placeholder:"FILE"`
	Issuer   string `help:"Issuer that outside tokens must name." env:"GUERDON_TOKEN_ISSUER"`
	Audience string `help:"Audience that outside tokens must name." env:"GUERDON_TOKEN_AUDIENCE"`
}

// Solana is the chain that payments are looked up on.
type Solana struct {
	RPC     Secret `name:"rpc" help:"RPC address (may carry a key); without it outside sandbox mode chain calls answer 503." env:"GUERDON_SOLANA_RPC" placeholder:"URL"`
	Target  string `help:"Wallet that receives the pool's payments." default:"3WL45x5sxzdHjhRksJEvRc3tNkFQxJwyfPctpTYk6Shi" env:"GUERDON_SOLANA_TARGET"`
	Genesis string `help:"Genesis hash that the RPC must report." default:"5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d" env:"GUERDON_SOLANA_GENESIS"`
	ChainID string `name:"chain-id" help:"Chain ID in the text that wallets sign." default:"mainnet" env:"GUERDON_SOLANA_CHAIN_ID"`
}

// SandboxOn reports whether providers are the sandbox ones.
func (c *Config) SandboxOn() bool {
	return c.Sandbox == "on" || (c.Sandbox == "auto" && !c.Production)
}

// RateLimitsOn reports whether request rates are limited.
func (c *Config) RateLimitsOn() bool { return c.Listen.RateLimits != "off" }

// Wallet is the outside service that pays rewards out. Without one the
// sandbox has a simulated service, and production settles nothing.
type Wallet struct {
	URL    string `name:"url" help:"Wallet service that settles rewards." env:"GUERDON_WALLET_URL" placeholder:"URL"`
	KeyID  string `name:"key-id" help:"Name of the key that signs calls to it." default:"guerdon" env:"GUERDON_WALLET_KEY_ID"`
	Secret Secret `help:"That key: at least 16 characters." env:"GUERDON_WALLET_SECRET"`
}
