/** Preferences kept in this browser. If it denies storage, they last until the page is closed. */

const prefix = "fonoteka.";

/** The stored choice if it is one of `choices`, else the first of them. */
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
    // The choice lasts until the page is closed.
  }
}
