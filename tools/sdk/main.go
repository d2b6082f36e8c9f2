// Writes the SDKs of a Pulumi schema, as `pulumi package gen-sdk` does by the language hosts. It needs none of them: their
// generators are in the module of the CLI.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The name that each generated file says it is from.
const tool = "pulumi-lambda-code"

type files map[string][]byte

var generators = []struct {
	language string
	generate func(*schema.Package) (map[string][]byte, error)
}{
	{"python", func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage(tool, pkg, nil, nil)
	}},
	{"nodejs", func(pkg *schema.Package) (map[string][]byte, error) {
		if err := pkg.ImportLanguages(map[string]schema.Language{"nodejs": nodejs.Importer}); err != nil {
			return nil, err
		}
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	}},
	{"go", func(pkg *schema.Package) (map[string][]byte, error) {
		sources, err := golang.GeneratePackage(tool, pkg, nil)
		if info, ok := pkg.Language["go"].(golang.GoPackageInfo); ok && err == nil && info.ImportBasePath != "" {
			sources["go.mod"], err = moduleFor(info.ImportBasePath)
		}
		return sources, err
	}},
}

//go:embed go.mod
var ours string

// The generator writes packages without their module, which is the folder above them. This one requires what they import, in the versions that the
// generator is of.
func moduleFor(importPath string) ([]byte, error) {
	versions := []any{path.Dir(importPath)}
	for _, required := range []string{`go`, `github.com/blang/semver`, `github.com/pulumi/pulumi/sdk/v3`} {
		found := regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(required) + ` (\S+)`).FindStringSubmatch(ours)
		if found == nil {
			return nil, fmt.Errorf("the go.mod of the generator has no line for %s", required)
		}
		versions = append(versions, found[1])
	}
	const module = `module %s

go %s

require (
	github.com/blang/semver %s
	github.com/pulumi/pulumi/sdk/v3 %s
)
`
	return fmt.Appendf(nil, module, versions...), nil
}

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("usage: sdk SCHEMA.json FOLDER"))
	}
	schemaFile, folder := os.Args[1], os.Args[2]
	text, err := os.ReadFile(schemaFile)
	fail(err)
	// All of them first: a schema with a fault in it leaves nothing half-written.
	generated := map[string]files{}
	for _, g := range generators {
		// Bound anew for each: a generator changes the package that it is given.
		pkg, err := bind(text)
		if err != nil {
			fail(fmt.Errorf("%s: %w", schemaFile, err))
		}
		generated[g.language], err = g.generate(pkg)
		if err != nil {
			fail(fmt.Errorf("the SDK for %s: %w", g.language, err))
		}
	}
	// Of an earlier SDK nothing may be left, and what else is there is not ours to remove.
	for _, g := range generators {
		if _, err := os.Lstat(filepath.Join(folder, g.language)); err == nil {
			fail(fmt.Errorf("%s is there already: remove it, or name another folder", filepath.Join(folder, g.language)))
		}
	}
	for _, g := range generators {
		fail(write(filepath.Join(folder, g.language), generated[g.language]))
	}
}

// The package of a schema; whatever the binder has to say of it is an error, warnings too.
func bind(text []byte) (*schema.Package, error) {
	var spec schema.PackageSpec
	decoder := json.NewDecoder(bytes.NewReader(text))
	// The binder sees no key that the schema's format does not know, a misspelt one, say.
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, noLoader{}, schema.ValidationOptions{})
	for _, diagnostic := range diagnostics {
		err = errors.Join(err, diagnostic)
	}
	return pkg, err
}

func write(folder string, files files) error {
	for name, content := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d files\n", folder, len(files))
	return nil
}

// The schema refers to no other package.
type noLoader struct{ schema.Loader }

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
