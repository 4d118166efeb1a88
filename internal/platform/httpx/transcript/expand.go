package transcript

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	substitution = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
	word         = regexp.MustCompile(`"[^"]*"|[^\s"]+`)
)

// expand replaces every {{...}} in text.
func (r *Runner) expand(text string) (string, error) {
	var failure error
	out := substitution.ReplaceAllStringFunc(text, func(match string) string {
		value, err := r.evaluate(match[2 : len(match)-2])
		if err != nil && failure == nil {
			failure = err
		}
		return value
	})
	return out, failure
}

// evaluate finds a variable or calls a function.
func (r *Runner) evaluate(expression string) (string, error) {
	words := word.FindAllString(expression, -1)
	if len(words) == 0 {
		return "", fmt.Errorf("{{%s}} names nothing", expression)
	}
	call, isFunc := r.Funcs[words[0]]
	if !isFunc {
		if len(words) > 1 {
			return "", fmt.Errorf("{{%s}}: there is no function %s", expression, words[0])
		}
		return r.value(words[0])
	}
	args := make([]string, 0, len(words)-1)
	for _, w := range words[1:] {
		arg, err := r.value(w)
		if err != nil {
			return "", err
		}
		args = append(args, arg)
	}
	value, err := call(args...)
	if err != nil {
		return "", fmt.Errorf("{{%s}}: %w", expression, err)
	}
	return value, nil
}

// value is a quoted text or a variable.
func (r *Runner) value(word string) (string, error) {
	if strings.HasPrefix(word, `"`) {
		return strings.Trim(word, `"`), nil
	}
	if value, ok := r.Vars[word]; ok {
		return value, nil
	}
	return "", fmt.Errorf("there is no variable %s", word)
}
