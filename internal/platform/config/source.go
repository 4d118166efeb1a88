package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// DefaultFile is the settings file that is read where it exists.
const DefaultFile = "guerdon.yaml"

const sourceMax = 1 << 20 // bytes of a settings or secret file

// Options are what cmd hands to kong so that settings come from flags, then
// variables, then files.
func Options() []kong.Option {
	return []kong.Option{
		kong.Resolvers(secretFiles{}),
		kong.Configuration(loadYAML, DefaultFile),
	}
}

// secretFiles resolves a secret from the file that NAME_FILE names.
type secretFiles struct{}

// Validate has nothing to check before a secret is asked for.
func (secretFiles) Validate(*kong.Application) error { return nil }

// Resolve reads the file, unless the variable itself is set.
func (secretFiles) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !isSecret(flag) || inEnvironment(flag, "") {
		return nil, nil
	}
	for _, env := range flag.Envs {
		if path, ok := os.LookupEnv(env + "_FILE"); ok {
			return readSecret(env+"_FILE", path)
		}
	}
	return nil, nil
}

func readSecret(name, path string) (any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, sourceMax))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

func isSecret(flag *kong.Flag) bool {
	t := flag.Target.Type()
	return t == reflect.TypeFor[Secret]() || t == reflect.TypeFor[DatabaseURL]() || t == reflect.TypeFor[[]Secret]()
}

// inEnvironment reports whether a variable of the flag, with the suffix, is
// set. kong lets resolvers win over variables; the sources here ask first.
func inEnvironment(flag *kong.Flag, suffix string) bool {
	for _, env := range flag.Envs {
		if _, ok := os.LookupEnv(env + suffix); ok {
			return true
		}
	}
	return false
}

// settings is a settings file: values by flag name.
type settings map[string]any

// loadYAML reads a settings file. An empty one is allowed.
func loadYAML(r io.Reader) (kong.Resolver, error) {
	var root yaml.Node
	err := yaml.NewDecoder(io.LimitReader(r, sourceMax)).Decode(&root)
	if errors.Is(err, io.EOF) || (err == nil && len(root.Content) == 0) {
		return settings{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("settings file: %w", err)
	}
	s := settings{}
	return s, s.flatten("", root.Content[0])
}

// flatten turns nested names into flag names.
func (s settings) flatten(prefix string, node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("settings file, line %d: expected names and values", node.Line)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := prefix + strings.ReplaceAll(node.Content[i].Value, "_", "-")
		if err := s.add(name, node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// add keeps one value as the text it was written in, so that no number or
// boolean is ever rounded or reinterpreted.
func (s settings) add(name string, value *yaml.Node) error {
	if _, twice := s[name]; twice {
		return fmt.Errorf("settings file, line %d: %s is set twice", value.Line, name)
	}
	switch value.Kind {
	case yaml.MappingNode:
		return s.flatten(name+"-", value)
	case yaml.ScalarNode:
		if value.Tag != "!!null" {
			s[name] = value.Value
		}
		return nil
	case yaml.SequenceNode:
		list := make([]any, 0, len(value.Content))
		for _, item := range value.Content {
			if item.Kind != yaml.ScalarNode {
				return fmt.Errorf("settings file, line %d: %s is a list of plain values", item.Line, name)
			}
			list = append(list, item.Value)
		}
		s[name] = list
		return nil
	}
	return fmt.Errorf("settings file, line %d: %s cannot be read", value.Line, name)
}

// Validate refuses names that are no setting.
func (s settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	if err != nil {
		return err
	}
	for name := range s {
		if !known[name] {
			return fmt.Errorf("settings file: there is no setting %q", name)
		}
	}
	return nil
}

// Resolve gives a value where the environment has none.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if inEnvironment(flag, "") || (isSecret(flag) && inEnvironment(flag, "_FILE")) {
		return nil, nil
	}
	return s[flag.Name], nil
}
