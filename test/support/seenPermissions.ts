import { writeFileSync } from "node:fs";
import path from "node:path";
import { permissionsOf } from "./iamActions.js";
import { assuming, type Scenario } from "./permissionScenarios.js";
import type { Phase } from "./permissionsPage.js";
import type { SourcesBed } from "./sourcesBed.js";

/**
 * What a create, an update and a refresh ask for, and the previews before the first two, as the wire shows it: such as
 * `up: lambda:GetFunction on the function`, each once.
 */
export async function seenPermissions(
  bed: SourcesBed,
  { arrange, args, atPreview }: Pick<Scenario, "arrange" | "args" | "atPreview">,
): Promise<string[]> {
  arrange?.(bed);
  const seen = new Set<string>();
  const during = async (phase: Phase, run: () => Promise<unknown>): Promise<void> => {
    bed.lambda.journal.clear();
    await run();
    for (const need of bed.lambda.journal.requests().flatMap(permissionsOf)) {
      seen.add(`${phase}: ${need}`);
    }
  };
  const stack = bed.newStack();
  await withProfiles(bed.folder, async () => {
    for (const code of ["one", "two"] as const) {
      const given = args(bed, code);
      await during("preview", () => stack.preview({ ...given, ...atPreview }));
      await during("up", () => stack.up(given.aws === undefined ? given : args(bed, code)));
    }
    if (JSON.stringify(stack.outputs).includes("assumeRoles")) {
      stack.outputs = { ...stack.outputs, aws: assuming(bed) };
    }
    await during("refresh", () => stack.refresh());
  });
  return [...seen];
}

/** A shared credentials file with the profile `deployer`. */
async function withProfiles(folder: string, run: () => Promise<void>): Promise<void> {
  const file = path.join(folder, "credentials");
  writeFileSync(file, "[deployer]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = not-a-real-key\n");
  const before = process.env.AWS_SHARED_CREDENTIALS_FILE;
  process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  try {
    await run();
  } finally {
    if (before === undefined) {
      delete process.env.AWS_SHARED_CREDENTIALS_FILE;
    } else {
      process.env.AWS_SHARED_CREDENTIALS_FILE = before;
    }
  }
}
