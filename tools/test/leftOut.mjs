// What a system cannot run, and why; all else of `npm test` runs there all the same.

/**
 * Why a tier, or `emulator`, which is half of lifecycle, is left out on a system, as the end of a sentence; undefined where
 * it runs.
 */
export function whyLeftOut(part, { platform, arch, env = {} } = process) {
  const isLinux = platform === "linux" && ["x64", "arm64"].includes(arch);
  if (["artefacts", "installs"].includes(part) && !isLinux)
    return `its Nodes and tools are pinned for Linux on x64 and arm64, and this is ${platform} on ${arch}`;
  if (part === "browser" && !(isLinux && arch === "x64") && !env.CHROME)
    return `its browser is pinned for Linux on x64, and this is ${platform} on ${arch}: name a Chromium with CHROME`;
  if (["emulator", "engine", "languages"].includes(part) && platform === "win32")
    return "it needs POSIX: run it in WSL";
  return undefined;
}
