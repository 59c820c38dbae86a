/** The package has no types of its own: only what we use of it. */
declare module "snowball-stemmers" {
  type Stemmer = { stem(word: string): string };
  const snowball: { newStemmer(algorithm: "russian" | "english"): Stemmer; algorithms(): string[] };
  export = snowball;
}
