package main

import (
	"example.com/pulumi-lambdacode/sdk/go/lambdacode"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		functionName := config.Require(ctx, "functionName")
		api, err := lambdacode.NewFunctionCode(ctx, "api", &lambdacode.FunctionCodeArgs{
			FunctionName: pulumi.String(functionName),
			Code:         pulumi.String("./app"),
			Publish:      pulumi.Bool(true),
			Triggers:     pulumi.Any(map[string]any{"greets": []string{"people", "machines"}}),
		})
		if err != nil {
			return err
		}
		job, err := lambdacode.NewFunctionCode(ctx, "job", &lambdacode.FunctionCodeArgs{
			FunctionName:    pulumi.String(functionName + "-job"),
			Code:            pulumi.NewFileArchive("./app"),
			OnForeignChange: lambdacode.OnForeignChangeOverwrite,
		})
		if err != nil {
			return err
		}
		ctx.Export("version", api.Version)
		ctx.Export("codeSha256", api.CodeSha256)
		ctx.Export("jobSha256", job.CodeSha256)
		return nil
	})
}
