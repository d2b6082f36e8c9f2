import { messageOf } from "../ground/errors.js";

/** What a call to AWS failed with, to somebody who only looked: the library's remedies end with a deploy and its deadline. */
export function lookAgain(error: unknown): string {
  return messageOf(error).replace(", or raise timeoutSeconds", "").replaceAll("`pulumi up` again", "it again");
}
