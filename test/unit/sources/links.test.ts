import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type FolderRules, type Listing, listFolder } from "#lib/sources/folder/directory.js";
import { describeCode } from "#lib/sources/index.js";
import { describeWhere } from "../../support/fileSystem.js";
import { problemsOf, useTempFolder, writeFiles } from "./tempFolders.js";

describeWhere("hasLinks", "a symbolic link in a folder", () => {
  const temp = useTempFolder();

  /** Makes links, given as path: target. */
  function link(folder: string, links: Record<string, string>): string {
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(target, join(folder, path));
    }
    return folder;
  }

  const list = (rules: Partial<FolderRules> = {}, folder = temp()): Promise<Listing> =>
    listFolder(folder, "./work", { ignore: [], ...rules });
  const packed = ({ entries }: Listing): string[] =>
    entries.map(({ name, linkTarget }) => (linkTarget === undefined ? name : `${name} -> ${linkTarget}`)).sort();

  it("to a place inside it stays a link, relative and by the shortest way, however it was written", async () => {
    link(writeFiles(temp(), { "real/a.js": "1" }), {
      "a.js": "real/a.js",
      "b/c/long.js": "../../b/./c/../../real/a.js",
      "b/chain.js": "c/long.js",
      alias: join(temp(), "real"),
      "real/up": "..",
      "real/self": ".",
    });
    const found = await list();
    expect(packed(found)).to.deep.equal([
      "a.js -> real/a.js",
      "alias -> real",
      "b/c/long.js -> ../../real/a.js",
      "b/chain.js -> ../real/a.js",
      "real/a.js",
      "real/self -> .",
      "real/up -> ..",
    ]);
    expect(found).to.deep.include({ problems: [], warnings: [], notes: [] });
  });

  it("makes the same package on each system, be it absolute, as on Windows, or relative", async () => {
    const one = link(writeFiles(temp("one"), { "store/x/index.js": "1" }), { "node_modules/x": "../store/x" });
    const two = link(writeFiles(temp("two"), { "store/x/index.js": "1" }), {
      "node_modules/x": join(temp("two"), "store/x"),
    });
    expect((await describeCode({ code: one })).codeSha256).to.equal((await describeCode({ code: two })).codeSha256);
  });

  it("that leads somewhere else in it is another package", async () => {
    const files = { "a.js": "1", "b.js": "1" };
    const one = link(writeFiles(temp("one"), files), { "index.js": "a.js" });
    const two = link(writeFiles(temp("two"), files), { "index.js": "b.js" });
    expect((await describeCode({ code: one })).codeSha256).not.to.equal((await describeCode({ code: two })).codeSha256);
  });

  it("that leads out is refused by name, with its target and a way that works, all of them at once", async () => {
    writeFiles(temp("secrets"), { key: "k" });
    writeFiles(temp("node_modules/.pnpm/x@1/node_modules/x"), { "index.js": "1" });
    link(writeFiles(temp(), { "a.js": "1", ".venv/pip": "1" }), {
      host: "/usr/bin/env",
      twin: "../secrets",
      around: "../",
      "node_modules/x": "../../node_modules/.pnpm/x@1/node_modules/x",
      gone: "../not there",
    });
    const problems = (await problemsOf(describeCode({ code: temp() }))).sort();
    const follow = 'links: "follow" to pack what it leads to, or leave it out by `ignore`.';
    const root = temp("secrets").slice(0, -"/secrets".length);
    expect(problems.map((problem) => problem.replaceAll(temp(), "./work").replaceAll(root, ""))).to.deep.equal([
      'The symbolic link "around" of ./work leads to a folder around ./work, which cannot be packed into itself. Remove it, or leave it out by `ignore`.',
      'The symbolic link "gone" of ./work leads out of the folder, and nowhere: "../not there" is not there. Remove it, or leave it out by `ignore`.',
      `The symbolic link "host" of ./work leads out of the folder, to "/usr/bin/env". Give ${follow}`,
      `The symbolic link "node_modules/x" of ./work leads out of the folder, to "/node_modules/.pnpm/x@1/node_modules/x". Deploy the folder that \`pnpm deploy\` makes, or give ${follow}`,
      `The symbolic link "twin" of ./work leads out of the folder, to "/secrets". Give ${follow}`,
    ]);
    const ignore = ["host", "twin", "around", "x", "gone"];
    expect((await describeCode({ code: temp(), ignore })).warnings).to.deep.equal([]);
  });

  it("under /opt, /tmp or /mnt is kept as it is, and told where this machine has something there", async () => {
    link(writeFiles(temp(), { "index.js": "1" }), {
      "node_modules/layer": "/opt/nodejs/node_modules/layer",
      models: "/mnt/models",
      cache: "/tmp/not-there-yet/../cache-of-a-function",
      clash: "/tmp",
    });
    const found = await list();
    expect(packed(found)).to.deep.equal([
      "cache -> /tmp/not-there-yet/../cache-of-a-function",
      "clash -> /tmp",
      "index.js",
      "models -> /mnt/models",
      "node_modules/layer -> /opt/nodejs/node_modules/layer",
    ]);
    expect(found.problems).to.deep.equal([]);
    expect(found.warnings).to.have.length(1);
    expect(found.warnings[0]).to.equal(
      'Symbolic links of ./work to places that this machine has, and Lambda has of its own: "clash" (to "/tmp"). ' +
        "They are kept as they are. Where files of this machine are meant, make them relative.",
    );
    expect(packed(await list({ links: "follow" }))).to.deep.equal(packed(found));
    link(temp(), { escape: "/opt/../etc/not-there", opt: "/optional" });
    expect((await list()).problems).to.have.length(2);
  });

  it("by way of another one to there makes the same package, be something there or not, and is not told", async () => {
    const out = mkdtempSync("/tmp/pulumi-lambda-code-layer-");
    link(writeFiles(temp(), { "index.js": "1" }), {
      layer: out,
      node_modules: "layer",
      "lib/x.so": "../node_modules/lib/x.so",
      "round/a": "b",
      "round/b": "a",
    });
    const expected = [
      "index.js",
      "layer -> " + out,
      "lib/x.so -> ../node_modules/lib/x.so",
      "node_modules -> layer",
      "round/a -> b",
      "round/b -> a",
    ];
    try {
      for (const links of [undefined, "follow"] as const) {
        writeFiles(out, { "lib/x.so": "1" });
        const withIt = await list({ links });
        rmSync(out, { recursive: true });
        const without = await list({ links });
        expect(packed(withIt)).to.deep.equal(expected);
        expect(packed(without)).to.deep.equal(expected);
        expect([...withIt.problems, ...without.problems]).to.deep.equal([]);
        expect(without.warnings.join()).to.match(
          /^Symbolic links of .\/work that lead to nothing in the package: "round\/a" \(to "b"\), "round\/b" \(to "a"\)\./,
        );
      }
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });

  it("whose target stays out of the package is kept, and told", async () => {
    link(writeFiles(temp(), { "a.js": "1", "secret/key.pem": "2" }), {
      "key.pem": "secret/key.pem",
      empty: "void",
      "not built.js": "dist/index.js",
      round: "round",
    });
    mkdirSync(join(temp(), "void"));
    const found = await list({ ignore: ["/secret"] });
    expect(packed(found)).to.deep.equal([
      "a.js",
      "empty -> void",
      "key.pem -> secret/key.pem",
      "not built.js -> dist/index.js",
      "round -> round",
    ]);
    expect(found.warnings).to.deep.equal([
      'Symbolic links of ./work that lead to nothing in the package: "empty" (to "void"), "key.pem" (to "secret/key.pem"), ' +
        '"not built.js" (to "dist/index.js"), "round" (to "round"). On Lambda they lead nowhere. Leave them out by `ignore`, ' +
        "too, or pack what they lead to.",
    ]);
    const ignore = ["/secret", "key.pem", "empty", "not built.js", "round"];
    expect(await list({ ignore })).to.deep.include({ warnings: [], problems: [] });
  });

  it("is left out by rules for what it leads to: one to a folder by those for folders", async () => {
    link(writeFiles(temp(), { "a.js": "1", "store/x.js": "1", "b.js": "1" }), { modules: "store", c: "b.js" });
    expect(packed(await list({ ignore: ["modules/", "c/"] }))).to.deep.equal([
      "a.js",
      "b.js",
      "c -> b.js",
      "store/x.js",
    ]);
  });

  it("that `pnpm deploy` leaves to the package itself leads to the package, be its source there or not", async () => {
    const self = "node_modules/.pnpm/node_modules";
    for (const [folder, name] of [
      ["one", "@me/fn"],
      ["two", "fn"],
    ] as const) {
      writeFiles(temp("source"), { "package.json": "{}" });
      link(writeFiles(temp(folder), { "package.json": JSON.stringify({ name }) }), {
        [`${self}/${name}`]: folder === "one" ? "../../../../../source" : "../../../../gone",
        [`${self}/other`]: "../../../../source",
      });
      const found = await list({}, temp(folder));
      const target = folder === "one" ? "../../../.." : "../../..";
      expect(packed(found)).to.deep.equal([`${self}/${name} -> ${target}`, "package.json"]);
      expect(found.problems).to.have.length(1);
      expect(found.problems[0]).to.contain('"node_modules/.pnpm/node_modules/other" of ./work leads out of the folder');
    }
  });

  it("that is a file of settings, be it there or not, is named among those that stay out by default", async () => {
    writeFiles(temp("settings"), { ".env": "A=1" });
    link(writeFiles(temp(), { "a.js": "1" }), {
      ".env": "../settings/.env",
      ".env.local": "gone",
      "sub/.envs": "../../settings",
    });
    const { entries, notes, warnings } = await list();
    expect(entries).to.have.length(1);
    expect(warnings).to.deep.equal([]);
    expect(notes).to.have.length(1);
    expect(notes[0]).to.contain('secrets are in such files: ".env", ".env.local", "sub/.envs". To pack one');
    expect((await list({ ignore: [".env*"] })).notes).to.deep.equal([]);
  });

  it("that cannot be looked at is a problem like a file that cannot be read", async () => {
    link(writeFiles(temp(), { "a.js": "1" }), { deep: `${"x".repeat(300)}/a` });
    expect((await list()).problems).to.deep.equal([
      'The symbolic link "deep" of ./work could not be read (ENAMETOOLONG). Look at the disk and the permissions, then run again.',
    ]);
  });

  describe('with links: "follow"', () => {
    const follow = { links: "follow" } as const;

    it("that leads out is replaced by what it leads to, by the same rules", async () => {
      writeFiles(temp("shared"), { "index.js": "1", ".env": "SECRET=1", "lib/a.map": "m", "lib/a.js": "2" });
      writeFiles(temp("file"), { "b.js": "1" });
      link(writeFiles(temp(), { "a.js": "1" }), {
        "node_modules/@me/shared": "../../../shared",
        "b.js": "../file/b.js",
      });
      const found = await list({ ...follow, ignore: ["*.map"] });
      expect(packed(found)).to.deep.equal([
        "a.js",
        "b.js",
        "node_modules/@me/shared/index.js",
        "node_modules/@me/shared/lib/a.js",
      ]);
      expect(found).to.deep.include({ problems: [], warnings: [] });
      expect(found.notes).to.have.length(1);
    });

    it("keeps links inside of what was followed, and those back into the folder", async () => {
      link(writeFiles(temp("shared"), { "lib/a.js": "1" }), {
        "main.js": "lib/a.js",
        "lib/top": join(temp("shared")),
        host: join("..", "work", "index.js"),
        fn: "../work",
      });
      link(writeFiles(temp(), { "index.js": "1" }), { "node_modules/shared": "../../shared" });
      expect(packed(await list(follow))).to.deep.equal([
        "index.js",
        "node_modules/shared/fn -> ../..",
        "node_modules/shared/host -> ../../index.js",
        "node_modules/shared/lib/a.js",
        "node_modules/shared/lib/top -> ..",
        "node_modules/shared/main.js -> lib/a.js",
      ]);
    });

    it("packs a folder once, however many links lead to it, and ends where they lead in a circle", async () => {
      link(writeFiles(temp("a"), { "a.js": "1" }), { "node_modules/b": "../../b" });
      link(writeFiles(temp("b"), { "b.js": "1" }), { "node_modules/a": "../../a", up: "../b" });
      link(temp(), { "node_modules/b": "../../b", "node_modules/a": "../../a" });
      expect(packed(await list(follow))).to.deep.equal([
        "node_modules/a/a.js",
        "node_modules/a/node_modules/b/b.js",
        "node_modules/a/node_modules/b/node_modules/a -> ../../..",
        "node_modules/a/node_modules/b/up -> .",
        "node_modules/b -> a/node_modules/b",
      ]);
    });

    it("brings a package of a store with what lies beside it, which it needs", async () => {
      const store = "node_modules/.pnpm";
      link(
        writeFiles(temp(""), {
          [`${store}/x@1.0.0/node_modules/x/index.js`]: "1",
          [`${store}/y@2.0.0/node_modules/y/index.js`]: "2",
          [`${store}/z@3.0.0/node_modules/z/index.js`]: "3",
        }),
        {
          [`${store}/x@1.0.0/node_modules/y`]: "../../y@2.0.0/node_modules/y",
          "work/node_modules/x": `../../${store}/x@1.0.0/node_modules/x`,
        },
      );
      writeFiles(temp("work"), { [`${store}/y@2.0.0/of its own`]: "" });
      expect(packed(await list(follow))).to.deep.equal([
        `${store}/x@1.0.0/node_modules/x/index.js`,
        `${store}/x@1.0.0/node_modules/y -> ../../y@2.0.0+/node_modules/y`,
        `${store}/y@2.0.0+/node_modules/y/index.js`,
        `${store}/y@2.0.0/of its own`,
        `node_modules/x -> .pnpm/x@1.0.0/node_modules/x`,
      ]);
      const without = await list({ ...follow, ignore: ["node_modules/.pnpm/y@*"] });
      expect(packed(without)).to.deep.equal([
        `${store}/x@1.0.0/node_modules/x/index.js`,
        `${store}/x@1.0.0/node_modules/y -> ../../y@2.0.0+/node_modules/y`,
        `node_modules/x -> .pnpm/x@1.0.0/node_modules/x`,
      ]);
      expect(without.warnings.join()).to.contain("lead to nothing in the package");
    });

    it("does so with a store in any place, which it knows by its folders: one package, and links to others", async () => {
      for (const store of ["node_modules/.aspect_rules_js", "virtual"]) {
        const root = store === "virtual" ? temp("two") : temp("one");
        const [x, y] = [`${store}/@a+x@1.0.0/node_modules`, `${store}/y@2.0.0/node_modules`];
        link(writeFiles(root, { [`${x}/@a/x/index.js`]: "1", [`${y}/y/index.js`]: "2" }), {
          [`${x}/y`]: "../../y@2.0.0/node_modules/y",
          "fn/node_modules/@a/x": `../../../${x}/@a/x`,
        });
        const kept = store === "virtual" ? ".virtual" : ".aspect_rules_js";
        expect(packed(await list(follow, join(root, "fn")))).to.deep.equal([
          `node_modules/${kept}/@a+x@1.0.0/node_modules/@a/x/index.js`,
          // What needs nothing is as good as a copy.
          `node_modules/${kept}/@a+x@1.0.0/node_modules/y/index.js`,
          `node_modules/@a/x -> ../${kept}/@a+x@1.0.0/node_modules/@a/x`,
        ]);
      }
    });

    it("takes no folder for one of a store that holds other packages, or a program", async () => {
      const root = temp("three");
      const modules = "node_modules";
      link(writeFiles(root, { [`${modules}/x/index.js`]: "1", "package.json": "{}", "src/a.js": "1" }), {
        [`${modules}/y`]: "../src",
        "fn/node_modules/x": `../../${modules}/x`,
      });
      expect(packed(await list(follow, join(root, "fn")))).to.deep.equal(["node_modules/x/index.js"]);
    });

    it("refuses a folder around the one that is deployed, and devices, sockets and pipes", async () => {
      link(writeFiles(temp(), { "a.js": "1" }), { up: "../..", root: "/", device: "/dev/null" });
      const { problems } = await list(follow);
      expect(problems).to.deep.equal([
        '"device" of ./work is a device, which cannot be deployed. Remove it, or leave it out by `ignore`.',
        'The symbolic link "root" of ./work leads to a folder around ./work, which cannot be packed into itself. Remove it, or leave it out by `ignore`.',
        'The symbolic link "up" of ./work leads to a folder around ./work, which cannot be packed into itself. Remove it, or leave it out by `ignore`.',
      ]);
    });

    it("holds the limits of a package, whatever is followed", async () => {
      writeFiles(temp("big"), {
        "a.js": Buffer.alloc(1),
        ...Object.fromEntries([1, 2, 3].map((n) => [`f${n}`, Buffer.alloc(90_000_000)])),
      });
      link(temp(), { big: "../big" });
      const [problem] = await problemsOf(describeCode({ code: temp(), links: "follow" }));
      expect(problem).to.contain("is 257.5 MiB (270,000,001 bytes) when unpacked");
    });
  });
});
