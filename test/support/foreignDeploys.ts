import { expect } from "chai";
import type { Code } from "./code.js";
import type { LifecycleBed } from "./lifecycleBed.js";

/** Our first deploy, of `one`, over the code that the function's owner gave it, which is returned. */
export async function deployOverPlaceholder(bed: LifecycleBed): Promise<Code> {
  const placeholder = bed.code("of the owner");
  await bed.target.deploy(placeholder.bytes);
  const { outputs } = await bed.stack.up({ code: bed.one.path });
  expect(outputs.foundCodeSha256).to.equal(placeholder.hash);
  return placeholder;
}

/** Our deploy of `one`, and then another's, whose hash is returned. */
export async function deployThenForeign(bed: LifecycleBed): Promise<string> {
  await bed.stack.up({ code: bed.one.path });
  const foreignHash = await bed.target.deploy(bed.code("hotfix").bytes);
  bed.requests();
  return foreignHash;
}
