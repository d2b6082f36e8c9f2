import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { artefactTools, npmTool } from "../support/artefacts/artefactTools.js";
import { describeVerdicts, sampleNames, type Verdict } from "../support/artefacts/verdicts.js";

const sevenZip = (by: string, options: readonly string[], more: Partial<Verdict> = {}): Verdict => ({
  by,
  make: ({ run, out }) => {
    const { path7za } = npmTool("7zip-bin") as { path7za: string };
    run(path7za, ["a", "-tzip", "-bso0", "-bsp0", ...options, out("a.zip"), "."]);
    return out("a.zip");
  },
  ...more,
});

describeVerdicts("a package of 7-Zip", [
  sevenZip("by default", []),
  sevenZip("stored", ["-mx=0"]),
  sevenZip("by Deflate64", ["-mm=Deflate64"], { warnings: [/compressed by Deflate64 \(method 9\): "index\.js"/] }),
  sevenZip("by LZMA", ["-mm=LZMA"], { warnings: [/compressed by LZMA \(method 14\)/] }),
  sevenZip("with a password", ["-psecret"], {
    problems: sampleNames.map(() => /is encrypted/),
  }),
]);

const bsdtar = (
  by: string,
  options: readonly string[],
  more: Partial<Verdict> & { locale?: string } = {},
): Verdict => ({
  by,
  needs: ["bsdtar"],
  make: ({ run, out }) => {
    run("bsdtar", ["--format", "zip", ...options, "-cf", out("a.zip"), "."], {
      env: { LC_ALL: more.locale ?? "C.UTF-8" },
    });
    return out("a.zip");
  },
  ...more,
});

describeVerdicts("a package of bsdtar", [
  bsdtar("to a file", []),
  bsdtar("in the C locale, which marks no name as UTF-8", [], { locale: "C" }),
  bsdtar("stored", ["--options", "zip:compression=store"]),
  {
    by: "to a pipe, which it pads",
    needs: ["bsdtar"],
    make: ({ run, out }) => {
      writeFileSync(out("a.zip"), run("bsdtar", ["--format", "zip", "-cf", "-", "."], { env: { LC_ALL: "C.UTF-8" } }));
      return out("a.zip");
    },
    warnings: [/has [\d,]+ bytes behind its end\. Nothing says/],
  },
  {
    by: "with a symbolic link",
    needs: ["bsdtar"],
    make: ({ run, out, sample }) => {
      symlinkSync("lib/util.js", path.join(sample, "link.js"));
      run("bsdtar", ["--format", "zip", "-cf", out("a.zip"), "."], { env: { LC_ALL: "C.UTF-8" } });
      return out("a.zip");
    },
    names: [...sampleNames, "link.js"],
  },
]);

const jar = (by: string, options: readonly string[]): Verdict => ({
  by,
  needs: ["jar"],
  make: ({ run, out }) => {
    run("jar", [options[0] ?? "", out("a.jar"), ...options.slice(1), "."]);
    return out("a.jar");
  },
  names: options[0]?.includes("M") ? sampleNames : [...sampleNames, "META-INF/MANIFEST.MF"],
});

describeVerdicts("a package of jar", [jar("with a manifest", ["cf"]), jar("without one, stored", ["cfM0"])]);

const goProgram = (body: string) => `package main
import ("archive/zip"; "io/fs"; "os"; "path/filepath")
func must(err error) { if err != nil { panic(err) } }
func main() {
	out, err := os.Create(os.Args[1]); must(err)
	z := zip.NewWriter(out)
	must(filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() { return err }
		bytes, err := os.ReadFile(name); must(err)
		info, err := d.Info(); must(err)
		${body}
		_, err = w.Write(bytes)
		return err
	}))
	must(z.Close()); must(out.Close())
}
`;
const withoutModes = "_ = info; w, err := z.Create(filepath.ToSlash(name)); must(err)";
const withModes =
  "h, err := zip.FileInfoHeader(info); must(err); h.Name = filepath.ToSlash(name); h.Method = zip.Deflate; w, err := z.CreateHeader(h); must(err)";

const go = (by: string, body: string, more: Partial<Verdict> & { bootstrap?: boolean } = {}): Verdict => ({
  by,
  needs: ["go"],
  make: ({ run, out, sample }) => {
    const folder = out("program");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "main.go"), goProgram(body));
    if (more.bootstrap) {
      writeFileSync(path.join(sample, "bootstrap"), "#!/bin/sh\n", { mode: 0o755 });
    }
    const env = {
      GOCACHE: artefactTools().goCache,
      GOFLAGS: "",
      GO111MODULE: "off",
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
    };
    run("go", ["run", path.join(folder, "main.go"), out("a.zip")], { env });
    return out("a.zip");
  },
  ...more,
});

describeVerdicts("a package of Go's archive/zip", [
  go("by Create", withoutModes),
  go("by CreateHeader, with modes", withModes),
  go("by Create, of a bootstrap", withoutModes, {
    bootstrap: true,
    names: [...sampleNames, "bootstrap"],
    warnings: [/"bootstrap" of .* has no mode/],
  }),
  go("by CreateHeader, of a bootstrap", withModes, { bootstrap: true, names: [...sampleNames, "bootstrap"] }),
]);

describeVerdicts("a package of git archive", [
  {
    by: "--format=zip",
    needs: ["git"],
    make: ({ run, out }) => {
      const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"];
      run("git", ["init", "-q", "."]);
      run("git", [...identity, "add", "."]);
      run("git", [...identity, "commit", "-q", "-m", "all"]);
      run("git", ["archive", "--format=zip", "-o", out("a.zip"), "HEAD"]);
      return out("a.zip");
    },
  },
]);
