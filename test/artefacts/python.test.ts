import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { artefactTools } from "../support/artefacts/artefactTools.js";
import { describeVerdicts, sampleNames, type Verdict, type Workbench } from "../support/artefacts/verdicts.js";

/** Runs a script with the sample as the current folder and the zip to be made as its argument. */
const python = ({ run, out }: Workbench, script: string): string => {
  run(artefactTools().python, ["-c", `import os, sys, zipfile\n${script}`, out("a.zip")]);
  return out("a.zip");
};
const script = (by: string, lines: string, more: Partial<Verdict> = {}): Verdict => ({
  by,
  make: (bench) => python(bench, lines),
  ...more,
});
const names = ["index.js", "LICENSE"];

/** A zip written entry by entry, with the modes that a careful script gives. */
const written = (entries: string, options = "") => `
def entry(name, text):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o100644 << 16
    info.compress_type = z.compression
    z.writestr(info, text)
with zipfile.ZipFile(sys.argv[1], "w"${options}) as z:
    entry("index.js", "exports.handler = async () => 1;\\n" * 100)
    ${entries}
`;

describeVerdicts("a package of Python's zipfile", [
  script("by its command line", "zipfile.main(['-c', sys.argv[1], *sorted(os.listdir('.'))])"),
  script("by shutil.make_archive", "import shutil\nshutil.make_archive(sys.argv[1][:-4], 'zip', '.')"),
  script("by writestr with its own modes", written("z.writestr('LICENSE', 'MIT')"), {
    names,
    warnings: [/files that Lambda's user may not read: "LICENSE" \(0600\)/],
  }),
  script("with one name twice", written("entry('LICENSE', 'MIT'); entry('LICENSE', 'ISC')"), {
    names: [...names, "LICENSE"],
    warnings: [/several files of one name: "LICENSE"\. Nothing says which of them Lambda keeps/],
  }),
  script("with one name twice for equal bytes", written("entry('LICENSE', 'MIT'); entry('LICENSE', 'MIT')"), {
    names: [...names, "LICENSE"],
  }),
  script("with a backslash in one name", written("entry('node_modules/dev-disk\\\\x2dby.mount', '1')"), {
    names: ["index.js", "node_modules/dev-disk\\x2dby.mount"],
    warnings: [/has names with a backslash: "node_modules\/dev-disk\\\\x2dby\.mount"/],
  }),
  script("compressed by bzip2", written("entry('LICENSE', 'MIT')", ", zipfile.ZIP_BZIP2"), {
    names,
    warnings: [/has entries compressed by bzip2 \(method 12\): "index\.js", "LICENSE"/],
  }),
  script("compressed by LZMA", written("entry('LICENSE', 'MIT')", ", zipfile.ZIP_LZMA"), {
    names,
    warnings: [/has entries compressed by LZMA \(method 14\)/],
  }),
  script("stored", written("entry('LICENSE', 'MIT')"), { names }),
  script(
    "with force_zip64 for a stream",
    `with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    info = zipfile.ZipInfo("index.js")
    info.external_attr = 0o644 << 16
    with z.open(info, "w", force_zip64=True) as f:
        f.write(b"exports.handler = async () => 1;")`,
    { names: ["index.js"] },
  ),
  script(
    "with 65,540 files",
    `with zipfile.ZipFile(sys.argv[1], "w") as z:
    for i in range(65540):
        z.writestr(f"f{i}", "")`,
    { problems: [/holds 65,540 files; a zip takes at most 65,534/] },
  ),
  {
    by: "as an application, behind its interpreter's line",
    make: ({ run, out, sample }) => {
      writeFileSync(path.join(sample, "__main__.py"), "print(1)\n");
      run(artefactTools().python, ["-m", "zipapp", sample, "-o", out("a.pyz"), "-p", "/usr/bin/env python3"]);
      return out("a.pyz");
    },
    names: [...sampleNames, "__main__.py"],
  },
  ...wheels(),
  {
    by: "of what pip installed from wheels",
    make: (bench) => {
      const { python: program, wheels: folder } = artefactTools();
      const files = readdirSync(folder).filter((name) => /^six|x86_64\.whl$/.test(name));
      const pip = [
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-index",
        "--no-compile",
      ];
      const machine = ["--platform", "manylinux2014_x86_64", "--python-version", "3.12", "--only-binary=:all:"];
      bench.run(program, [...pip, ...machine, "-t", bench.sample, ...files.map((name) => path.join(folder, name))]);
      return python(bench, "import shutil\nshutil.make_archive(sys.argv[1][:-4], 'zip', '.')");
    },
    architecture: "x86_64",
    names: "any",
  },
]);

/** Wheels are zips: as PyPI has them. */
function wheels(): Verdict[] {
  const wheel = (part: RegExp) => () => {
    const { wheels: folder } = artefactTools();
    return path.join(folder, readdirSync(folder).find((name) => part.test(name)) ?? "none");
  };
  return [
    { by: "as a wheel of pure Python", make: wheel(/^six/), names: "any" },
    {
      by: "as a wheel of native code for the function's machine",
      make: wheel(/aarch64/),
      architecture: "arm64",
      names: "any",
    },
    {
      by: "as a wheel of native code for another machine",
      make: wheel(/aarch64/),
      architecture: "x86_64",
      names: "any",
      warnings: [
        /for another machine than the function's architecture, x86_64: "markupsafe\/_speedups\.cpython-312-aarch64-linux-gnu\.so" \(arm64\)/,
      ],
    },
  ];
}
