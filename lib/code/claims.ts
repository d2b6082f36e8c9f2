/** Which code a resource wants a function to run. */
export interface Claim {
  codeSha256: string;
  /** How messages name the source, such as `./dist`. */
  codeName: string;
}

/** What the resources of one operation want: one provider process serves one operation, so its life is the memory's. */
export class Claims {
  private readonly byFunction = new Map<string, Claim>();

  /**
   * Remembers that this program wants `functionKey` to run `claim`, and returns the earlier claim that contradicts it.
   * Two resources with the same hash on one function are in harmony; with different ones each run would undo the other.
   */
  claim(functionKey: string, claim: Claim): Claim | undefined {
    const earlier = this.byFunction.get(functionKey);
    if (earlier === undefined) {
      this.byFunction.set(functionKey, claim);
      return undefined;
    }
    return earlier.codeSha256 === claim.codeSha256 ? undefined : earlier;
  }
}

/** The sentence for two claims on one function. */
export function describeConflict(functionName: string, earlier: Claim, later: Claim): string {
  return `Two FunctionCode resources of this program want different code for ${functionName}: ${earlier.codeName} (${earlier.codeSha256}) and ${later.codeName} (${later.codeSha256}). Remove one of them.`;
}
