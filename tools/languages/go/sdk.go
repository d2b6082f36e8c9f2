// Package program has what programs in Go and the generated SDK import of Pulumi's SDK: go.mod and go.sum pin it for them.
package program

import (
	_ "github.com/blang/semver"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)
