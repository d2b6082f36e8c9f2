import { quoteName } from "../package/problems.js";
import type { Link, Walk } from "./walk.js";

/** What is to be said of a folder that can be deployed. */
export function findingsOf(walk: Walk): { warnings: string[]; notes: string[] } {
  const { label, warnings, unreadRules, ambiguous, leftOutUnasked } = walk;
  const missing = linksToNothing(walk);
  return {
    warnings: [
      ...warnings,
      ...(missing.length === 0
        ? []
        : [
            `Symbolic links of ${label} that lead to nothing in the package: ${someOf(missing.map(described))}. On Lambda they lead nowhere. Leave them out by \`ignore\`, too, or pack what they lead to.`,
          ]),
      ...(ambiguous.length === 0
        ? []
        : [
            `Symbolic links of ${label} to places that this machine has, and Lambda has of its own: ${someOf(ambiguous.map(described))}. They are kept as they are. Where files of this machine are meant, make them relative.`,
          ]),
      ...(unreadRules.length === 0
        ? []
        : [
            `Rules of ${label} that are packed, and not read: ${someOf(unreadRules.map(quoteName))}. Patterns count in the file .lambdaignore at the top of the folder, spelt so, and nowhere else. Move them there.`,
          ]),
    ],
    notes:
      leftOutUnasked.length === 0
        ? []
        : [
            `Left out of ${label} by default, for secrets are in such files: ${someOf(leftOutUnasked.map(quoteName))}. To pack one, give a pattern such as "!.env"; to read this no more, name it in \`ignore\` or .lambdaignore.`,
          ],
  };
}

/** By the rules, because it is empty, or because it is not there: all the same to whoever follows the link on Lambda. */
function linksToNothing({ links, files }: Walk): Link[] {
  if (links.length === 0) {
    return [];
  }
  const places = new Set<string>([""]);
  for (const { path } of [...files, ...links]) {
    places.add(path);
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (places.has(folder)) {
        break;
      }
      places.add(folder);
    }
  }
  return links.filter(({ place, isDangling }) => place !== undefined && (isDangling || !places.has(place)));
}

function described({ path, target }: Link): string {
  return `${quoteName(path)} (to ${quoteName(target)})`;
}

const mostShown = 5;

function someOf(texts: readonly string[]): string {
  const shown = texts.slice(0, mostShown).join(", ");
  return texts.length > mostShown ? `${shown} and ${texts.length - mostShown} more` : shown;
}
