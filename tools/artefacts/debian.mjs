// Programs out of Debian's packages, for whoever has apt: downloaded and unpacked into the cache, and installed nowhere.
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "../setup/command.mjs";

// Every Debian has these, and a second C library beside the machine's own would start nothing.
const always = /^(?:libc6|libcrypt1|libgcc-s1|libstdc\+\+6|gcc-\d+-base|dpkg|perl-base|tar)$/;

/** Unpacks the first of these sets of packages that apt knows into `<folder>/root`; with the libraries that they need, if asked for. */
export async function unpackDebian(folder, sets, { withLibraries = false, say }) {
  const debs = path.join(folder, "debs");
  await mkdir(debs);
  const apt = await openApt(folder, say);
  const tried = [];
  for (const packages of sets) {
    try {
      const libraries = withLibraries ? await librariesOf(apt, packages) : [];
      await apt.get(["download", "-q", ...packages, ...libraries], debs, 600);
      for (const deb of await readdir(debs))
        await run("dpkg-deb", ["-x", path.join(debs, deb), path.join(folder, "root")], { deadlineSeconds: 120 });
      await rm(debs, { recursive: true });
      await apt.close();
      return;
    } catch (error) {
      tried.push(`${packages.join(" and ")}: ${error.message.split("\n")[0]}`);
    }
  }
  throw new Error(`apt-get gave none of its packages (${tried.join("; ")})`);
}

/** apt with lists of its own: those of the machine may be old or missing, and are for root to renew. */
async function openApt(folder, say) {
  const home = path.join(folder, "apt");
  for (const part of ["state/lists/partial", "cache/archives/partial"])
    await mkdir(path.join(home, part), { recursive: true });
  const options = [
    `Dir::State=${path.join(home, "state")}`,
    `Dir::State::status=/var/lib/dpkg/status`,
    `Dir::Cache=${path.join(home, "cache")}`,
    "Debug::NoLocking=true",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  const get = (args, cwd, deadlineSeconds) =>
    run("apt-get", [...options, ...args], { cwd, deadlineSeconds, say, what: `apt-get ${args[0]}` });
  await get(["update", "-q"], home, 300);
  return {
    get,
    depends: (names) => run("apt-cache", [...options, "depends", ...dependsOptions, ...names], { deadlineSeconds: 60 }),
    close: () => rm(home, { recursive: true }),
  };
}

const dependsOptions = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"]
  .map((kind) => `--no-${kind}`)
  .concat("--recurse");

async function librariesOf(apt, packages) {
  const names = (await apt.depends(packages)).split("\n").filter((line) => /^\w/.test(line));
  return names.filter((name) => !always.test(name) && !packages.includes(name));
}
