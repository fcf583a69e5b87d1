// Evaluates template expressions with Helm's own engine. Reads {"values": YAML, "expressions": [...]} from standard input and writes
// one result for each expression: what Helm prints, and the value as JSON; or Helm's error.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
)

// Set by the linker.
var helmVersion string

type request struct {
	Values      string   `json:"values"`
	Expressions []string `json:"expressions"`
}

type result struct {
	Printed *string         `json:"printed,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
	Error   string          `json:"error,omitempty"`
}

type answer struct {
	Helm    string   `json:"helm"`
	Results []result `json:"results"`
}

const template = "templates/expression.yaml"

func render(values, text string) (string, error) {
	files := []*archive.BufferedFile{
		{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: chart\nversion: 1.2.3\nappVersion: 4.5.6\n")},
		{Name: "values.yaml", Data: []byte(values)},
		{Name: "templates/_named.tpl", Data: []byte(`{{ define "named" }}<{{ .Values.text }}>{{ end }}`)},
		{Name: template, Data: []byte(text)},
	}
	loaded, err := loader.LoadFiles(files)
	if err != nil {
		return "", err
	}
	options := common.ReleaseOptions{Name: "release", Namespace: "default", Revision: 1, IsInstall: true}
	given, err := util.ToRenderValues(loaded, map[string]any{}, options, nil)
	if err != nil {
		return "", err
	}
	rendered, err := engine.Render(loaded, given)
	return rendered["chart/"+template], err
}

var where = regexp.MustCompile(`(?s)^.*(?: at <.*?>: |error calling )`)

func evaluate(values, expression string) result {
	printed, err := render(values, "{{ "+expression+" }}")
	if err != nil {
		message := where.ReplaceAllString(err.Error(), "")
		return result{Error: strings.SplitN(strings.TrimSpace(message), "\n", 2)[0]}
	}
	value, err := render(values, "{{ toJson ("+expression+") }}")
	if err != nil {
		log.Fatalf("%s prints %q but is not a value: %v", expression, printed, err)
	}
	return result{Printed: &printed, Value: json.RawMessage(value)}
}

func main() {
	log.SetFlags(0)
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}
	given := answer{Helm: helmVersion}
	for _, expression := range asked.Expressions {
		given.Results = append(given.Results, evaluate(asked.Values, expression))
	}
	out, err := json.Marshal(given)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(out))
}
