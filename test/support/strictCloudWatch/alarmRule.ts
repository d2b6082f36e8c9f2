/** The value of a composite alarm's rule, such as `ALARM(errors) AND NOT OK("slow")`; `stateOf` knows the others by name or ARN. */
export function evaluateRule(rule: string, stateOf: (nameOrArn: string) => string | undefined): boolean {
  const tokens = rule.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  let at = 0;
  const take = (): string => tokens[at++] ?? "";
  const takes = (word: string): boolean => {
    if (tokens[at]?.toUpperCase() !== word) {
      return false;
    }
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!takes(word)) {
      throw new Error(`The rule "${rule}" has no ${word} where there has to be one.`);
    }
  };

  const any = (): boolean => {
    let value = all();
    while (takes("OR")) {
      // Read to its end whatever the value is by now.
      const next = all();
      value ||= next;
    }
    return value;
  };
  const all = (): boolean => {
    let value = one();
    while (takes("AND")) {
      const next = one();
      value &&= next;
    }
    return value;
  };
  const one = (): boolean => {
    if (takes("NOT")) {
      return !one();
    }
    if (takes("(")) {
      const value = any();
      expect(")");
      return value;
    }
    const word = take().toUpperCase();
    if (word === "TRUE" || word === "FALSE") {
      return word === "TRUE";
    }
    if (!["ALARM", "OK", "INSUFFICIENT_DATA"].includes(word)) {
      throw new Error(`The rule "${rule}" has "${word}" where a state or a value has to be.`);
    }
    expect("(");
    const name = take().replaceAll('"', "");
    expect(")");
    return stateOf(name) === word;
  };

  const value = any();
  if (at < tokens.length) {
    throw new Error(`The rule "${rule}" goes on after its end: ${tokens.slice(at).join(" ")}`);
  }
  return value;
}
