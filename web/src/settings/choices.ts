/** What a person chose for this page in this browser. Storage may be closed to the page: then it is for this visit. */

const prefix = "fonoteka.";

/** The stored choice when it is one of the possible ones, else the first of them. */
export function readChoice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
  try {
    const stored = localStorage.getItem(prefix + name);
    return choices.find((choice) => choice === stored) ?? choices[0]!;
  } catch {
    return choices[0]!;
  }
}

export function writeChoice(name: string, choice: string): void {
  try {
    localStorage.setItem(prefix + name, choice);
  } catch {
    // It holds until the page is closed.
  }
}
