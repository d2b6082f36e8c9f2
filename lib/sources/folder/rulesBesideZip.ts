import type { OpenCode } from "../package/openCode.js";
import type { FolderRules } from "./directory.js";

/** A zip is deployed as it is: who gives rules for it may believe that something stays out. */
export function withoutRules(opened: OpenCode, label: string, { ignore, links }: FolderRules): OpenCode {
  const given = [...(ignore.length > 0 ? ["`ignore`"] : []), ...(links === undefined ? [] : ["`links`"])].join(" and ");
  if (given === "") {
    return opened;
  }
  const warning = `${given}: only for folders, and ${label} is deployed as it is. Give the folder, or leave them out where the zip is made.`;
  return {
    ...opened,
    describe: async (knownCodeSha256) => {
      const described = await opened.describe(knownCodeSha256);
      const isKnown = described.codeSha256 === knownCodeSha256;
      return isKnown ? described : { ...described, warnings: [...described.warnings, warning] };
    },
  };
}
