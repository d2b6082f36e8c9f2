import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeVerdicts, sampleNames, type Verdict } from "../support/artefacts/verdicts.js";

const launcher = '#!/bin/sh\nexec java -jar "$0"\n';

/** A zip of the sample by these options. */
const zip = (by: string, options: readonly string[], more: Partial<Verdict> & { locale?: string } = {}): Verdict => ({
  by,
  needs: ["zip"],
  make: ({ run, out }) => {
    run("zip", ["-q", "-r", ...options, out("a.zip"), "."], { env: { LC_ALL: more.locale ?? "C.UTF-8" } });
    return out("a.zip");
  },
  ...more,
});

describeVerdicts("a package of Info-ZIP's zip", [
  zip("-r", []),
  zip("-r in the C locale, which marks no name as UTF-8", [], { locale: "C" }),
  zip("-r -X -0", ["-X", "-0"]),
  zip("-r -D, without entries for folders", ["-D"]),
  zip("-r -P, encrypted", ["-P", "secret"], {
    problems: sampleNames.map(() => /is encrypted, and Lambda has no password/),
  }),
  zip("-r -Z bzip2", ["-Z", "bzip2"], { warnings: [/compressed by bzip2 \(method 12\): .*only known to unpack/] }),
  zip("-r -fz, with zip64 forced", ["-fz"], { warnings: [/needs zip64 \(in its last record\)/] }),
  {
    by: "-r -y, with a symbolic link",
    needs: ["zip"],
    make: ({ run, out, sample }) => {
      symlinkSync("lib/util.js", path.join(sample, "link.js"));
      symlinkSync("/opt/nodejs/node_modules", path.join(sample, "node_modules"));
      run("zip", ["-q", "-r", "-y", out("a.zip"), "."]);
      return out("a.zip");
    },
    names: [...sampleNames, "link.js", "node_modules"],
  },
  {
    by: "of its standard input",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", out("a.zip"), "-"], { input: "exports.handler = async () => 1;\n" });
      return out("a.zip");
    },
    names: ["-"],
  },
  {
    by: "to a pipe",
    needs: ["zip"],
    make: ({ run, out }) => {
      writeFileSync(out("a.zip"), run("zip", ["-q", "-r", "-", "."]));
      return out("a.zip");
    },
  },
  {
    by: "with a comment",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", "-r", "-z", out("a.zip"), "."], { input: "built by hand\n.\n" });
      return out("a.zip");
    },
  },
  {
    by: "with a comment, of which the end is missing,",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", "-r", "-z", out("a.zip"), "."], { input: "built by hand\n.\n" });
      writeFileSync(out("a.zip"), readFileSync(out("a.zip")).subarray(0, -5));
      return out("a.zip");
    },
    warnings: [/ends 5 bytes before the end of its comment/],
  },
  {
    by: "in several parts",
    needs: ["zip"],
    make: ({ run, out, sample }) => {
      writeFileSync(
        path.join(sample, "large"),
        Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) >> 3)),
      );
      run("zip", ["-q", "-r", "-0", "-s", "64k", out("a.zip"), "."]);
      return out("a.zip");
    },
    problems: [/is one part of a zip in several parts/],
  },
  {
    by: "behind a launcher",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", "-r", out("plain.zip"), "."]);
      writeFileSync(out("a.zip"), Buffer.concat([Buffer.from(launcher), readFileSync(out("plain.zip"))]));
      return out("a.zip");
    },
    warnings: [
      new RegExp(`has ${launcher.length} bytes before its first entry, which its offsets do not count.*zip -A`),
    ],
  },
  {
    by: "-A behind a launcher",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", "-r", out("plain.zip"), "."]);
      writeFileSync(out("a.zip"), Buffer.concat([Buffer.from(launcher), readFileSync(out("plain.zip"))]));
      run("zip", ["-q", "-A", out("a.zip")]);
      return out("a.zip");
    },
  },
  {
    by: "with a line break behind its end",
    needs: ["zip"],
    make: ({ run, out }) => {
      writeFileSync(out("a.zip"), Buffer.concat([run("zip", ["-q", "-r", "-", "."]), Buffer.from("\n")]));
      return out("a.zip");
    },
    warnings: [/has 1 byte behind its end/],
  },
  {
    by: "of files that nobody else may read",
    needs: ["zip"],
    make: ({ run, out, sample }) => {
      chmodSync(path.join(sample, "index.js"), 0o600);
      chmodSync(path.join(sample, "lib"), 0o700);
      run("zip", ["-q", "-r", out("a.zip"), "."]);
      return out("a.zip");
    },
    warnings: [/files that Lambda's user may not read: "lib\/", "index\.js" \(0700\)/],
  },
  {
    by: "of a bootstrap that is no program",
    needs: ["zip"],
    make: ({ run, out, sample }) => {
      writeFileSync(path.join(sample, "bootstrap"), "#!/bin/sh\n", { mode: 0o644 });
      run("zip", ["-q", "-r", out("a.zip"), "bootstrap"]);
      return out("a.zip");
    },
    names: ["bootstrap"],
    warnings: [/"bootstrap" of .* has mode 0644, so that Lambda may not be able to start it/],
  },
  {
    by: "with a byte changed on the way",
    needs: ["zip"],
    make: ({ run, out }) => {
      run("zip", ["-q", "-0", "-X", out("a.zip"), "index.js"]);
      const bytes = readFileSync(out("a.zip"));
      bytes.writeUInt8(bytes[100]! ^ 4, 100);
      writeFileSync(out("a.zip"), bytes);
      return out("a.zip");
    },
    problems: [/"index\.js" of .* is damaged: its checksum \(CRC\) is wrong/],
  },
]);
