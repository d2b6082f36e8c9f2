/**
 * What a native file is one of several builds of: equal for `prebuilds/linux-x64/a.node` and `prebuilds/darwin-arm64/a.node`,
 * for `@img/sharp-linux-x64/lib/…` and `@img/sharp-darwin-arm64/lib/…`. Packages ship a build for each machine, and the right
 * one is chosen as they run.
 */
export function variantKey(name: string): string {
  // prebuildify's folder: whatever is in it is a build of the package around it.
  const prebuilds = /^(?:.*\/)?prebuilds?\//.exec(name)?.[0];
  if (prebuilds !== undefined) {
    return prebuilds;
  }
  // In a package of npm one library may lie in folders of any names, such as those of the versions of Node.
  const [, installed = "", rest = name] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+\/)(.*)$/.exec(name) ?? [];
  const file = installed === "" ? rest : rest.slice(rest.lastIndexOf("/") + 1);
  // The words may stand behind a dot, and on some systems be missing: `_rust.abi3.so` and `_rust.pyd`.
  return installed.replace(platformRun, "*") + withoutExtension(file).replace(platformRun, "*").replace(/\.\*$/, "");
}

const systems =
  "linux|linuxmusl|musllinux|manylinux|alpine|musl|glibc|gnu|gnueabihf|musleabihf|darwin|macos|macosx|mac|osx|apple|win|win32|win64|windows|msvc|pc|unknown|android|freebsd|openbsd|netbsd|dragonflybsd|sunos|solaris|aix|debian|rhel|openssl|libc|cruntime|cpython|cp3[0-9]+|abi3";
const machines =
  "x64|x86|x32|i386|i686|ia32|386|amd64|x86_64|arm|armv6|armv6l|armv7|armv7l|armv8|armhf|armel|armeb|arm_32|arm64|aarch64|aarch_64|ppc|ppc64|ppc64le|powerpc64le|s390|s390x|s390_64|riscv64|riscv64gc|riscv32|loong64|loongarch64|mips|mipsel|mips64|mips64el|universal|universal2|sparc|sparcv9|sparc64|ia64|ppcle_64";
const word = `(?:${systems}|${machines})`;

// One word and the words and numbers that belong to it: `linux-x64-gnu`, `darwin-x64+arm64`, `linux-arm64-openssl-3.0.x`.
const platformRun = new RegExp(`(?<![A-Za-z0-9])${word}(?:[-_.+/](?:${word}|[0-9]+|x))*(?![A-Za-z0-9])`, "gi");

// A library has its number behind its extension on Linux, and before it on macOS.
function withoutExtension(name: string): string {
  return name.replace(/(?:\.so(?:\.[0-9.]+)?|(?:\.[0-9]+)*\.dylib|\.dll|\.pyd|\.node)+$/, "");
}
