import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ofMachine = /^(?:aws_|https?_proxy$|no_proxy$|all_proxy$|home$|userprofile$)/i;

/**
 * The environment of a machine that knows nobody, for the tests of a `describe`: no AWS_* variable, no proxy, and an empty
 * home folder of its own, for the SDK keeps what it read of a file. A test may set what it likes.
 */
export function useCleanEnvironment(): { readonly home: string; write(file: string, ...lines: string[]): string } {
  let home = "";
  let kept: [string, string | undefined][] = [];

  const forget = (): void => {
    for (const name of Object.keys(process.env).filter((each) => ofMachine.test(each))) {
      Reflect.deleteProperty(process.env, name);
    }
  };

  beforeEach(() => {
    kept = Object.entries(process.env).filter(([name]) => ofMachine.test(name));
    forget();
    home = mkdtempSync(path.join(tmpdir(), "home-"));
    Object.assign(process.env, {
      HOME: home,
      USERPROFILE: home,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    });
  });

  afterEach(() => {
    forget();
    Object.assign(process.env, Object.fromEntries(kept));
    rmSync(home, { recursive: true });
  });

  return {
    get home() {
      return home;
    },
    write(file, ...lines) {
      const target = path.join(home, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, lines.join("\n"));
      return target;
    },
  };
}
