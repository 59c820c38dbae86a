/**
 * Every number that shapes a search, with the measurement it rests on. Chosen on the dev half of XQuAD, Tatoeba, terms and
 * our own questions (docs/search.md, docs/evaluation.md); `search --explain` prints them. nDCG@10 unless said otherwise.
 */
export const searchTuning = deepFreeze({
  /** What is read of a question. */
  query: {
    maxLength: 1000,
    maxWords: 48,
    /** `с*` would be a tenth of the vocabulary. */
    minPrefixLetters: 2,
    /** In a question of so few words each word is meant to be found: passages with all of them come first. */
    fewWords: 3,
  },

  /** What else a word of the question may be called in the archive. */
  variants: {
    /**
     * What a variant counts compared with the word itself. A number in digits is the number. A word of the other script
     * that sounds the same is mostly the word, but a passage with the word itself should come first; a word that is spelt
     * differently may be another word. What is written together or apart is the word, but the word as asked comes first.
     */
    weights: { number: 1, sign: 1, prefix: 1, spacing: 0.8, transliteration: 0.6, spelling: 0.5 },
    /** Phrases counted for words cut in two, and passages of the rarer of their two words: 1 ms each at most. */
    maxCuts: 6,
    maxPassagesOfCut: 5000,
    maxPrefixWords: 200,
    /**
     * A word that more passages have (a count, and a share) is an ordinary word of its language: what sounds like it in
     * the other script is another word («место», most).
     */
    rareCount: 10,
    rareShare: 0.02,
    /** Words that sound so nearly the same are the same word: no spelling is looked for beside them. */
    sameSound: 0.2,
    maxSoundAlikes: 4,
    /** What sounds less alike than the best one by more than this is left out. */
    soundTolerance: 0.3,
    /** How unlike two words may sound, by the length of their key: short words are alike by chance. */
    maxUnlike: [0, 0, 0.15, 0.35, 0.6, 1],
    /**
     * Up to here it is certainly the word; anything less alike may be another one («сад», said; «мост», must; «комната»,
     * community), and then meaning decides. Two consonants tell only when the vowels agree (zoom, «зум»).
     */
    maxUnlikeOfSame: [0, 0, 0, 0.35, 0.5, 1.2],
    /** The same where one consonant differs. */
    maxUnlikeNearly: [0, 0, 0, 0, 0.9, 1.3],
    maxSpellings: 3,
    /** Endings differ by up to so many letters. */
    maxEndingLetters: 3,
    /** Shown of each word in the answer. */
    maxShown: 12,
  },

  /** How many passages the engine is asked for, by the number of hits wanted: deeper pages look at more. */
  candidates: {
    text: { perHit: 5, min: 100, max: 4000 },
    nearest: { perHit: 3, min: 100, max: 2000 },
    /** Passages read and compared word by word for a phrase, and for one that crosses two passages. */
    phrase: 1000,
    halfPhrase: 200,
    /** Recordings looked at by title; more with the same words are told apart by what was said. */
    titles: 30,
  },

  /** How much of a question a passage has. */
  coverage: {
    /** So much of a question, weighted by idf, any passage in its language has by chance. */
    byChance: 0.3,
    /**
     * In archives of so many passages each word is looked up; in larger ones bm25 tells: a passage of average length with
     * a word once has the word's idf. In small archives bm25's idf is near 0 for a word that half of the passages have.
     */
    maxCountedPassages: 1000,
  },

  /** How near a passage is in meaning. */
  similarity: {
    /**
     * What the nearest sentence counts; the passage as a whole has the rest. A passage's vector is a mean over a minute: it
     * knows the matter and forgets the remark. By cosines alone on XQuAD, our own questions by meaning, and one word in
     * the other language:
     *
     *     weight  ru-ru  en-en  ru-en  en-ru  own    word ru, en
     *     0       .964   .979   .940   .923   .828   .368  .328
     *     .25     .972   .990   .960   .945   .829   .383  .371
     *     .35     .973   .991   .964   .950   .806   .389  .394
     *     .5      .972   .990   .969   .948   .806   .388  .417
     *
     * So .25, which is never worse, and more for a single word, where the matter of a whole minute says least.
     */
    sentenceWeight: 0.25,
    sentenceWeightOfOneWord: 0.5,
    /**
     * The archive's own mean counts as many passages as were sampled, the model's as 20: in an archive of ten passages one
     * on the very matter would otherwise raise its own baseline.
     */
    modelPassages: 20,
    /**
     * Deviation of a question's cosines with passages on other matters, as a share of the room above the model's floor:
     * .0195 for the bundled model (XQuAD, within and across languages). With it the best of N such passages stands where
     * the best of N normal numbers does, √(2·ln N): measured for N = 4, 10, 60, 115.
     */
    deviationShare: 0.065,
  },

  /** How words and meaning are weighed. Flat around here: .65-.75 and .8-1 stay within .01 on each of 24 sets. */
  fusion: {
    /** Weight of meaning, 0…1; words have the rest. */
    meaningWeight: 0.7,
    /** What evidence of one kind is worth in place of the other where that cannot be had. */
    standIn: 0.9,
  },

  /** What a person wrote about a recording. */
  titles: {
    /**
     * What a word of the title counts compared with one that was said: less, so that among passages with the same words
     * those where they were said come first. Article titles on XQuAD with 45 % word errors (en-en, nDCG@10, R@10): none
     * .954, 99.5; .6 .955, 99.8; 1 .956, 100; without errors all the same.
     */
    titleWeight: 0.6,
    /** So much of the question a title must have to be a hit by itself. */
    minCoverage: 0.5,
    /** Parts of title, tags and notes shown. */
    maxMatches: 5,
  },

  /** When a hit is confident. Error rates: docs/search.md. */
  confident: {
    /**
     * Of N passages on other matters the nearest stands √(2·ln N) deviations above the baseline (the largest of N normal
     * numbers); a hit is confident from so many above that. Chosen for a wrong one in some 20 questions without an answer.
     */
    margin: 0.5,
    /** Deviations a passage gains with the whole question in it, times .7; one with none of it loses .75. */
    coverageWeight: 2.5,
    /** Without a vector: so much of the question, or so much of it in a title, which nothing in the recording confirms. */
    minCoverage: 0.5,
    minTitleCoverage: 0.75,
  },

  /** What is shown although it may be about something else. */
  uncertain: {
    /**
     * By meaning alone: the best few, never a page of them. Three for all questions cost too much (paraphrased -.05, one
     * word in the other language -.01 to -.05); where words and meaning have found a confident hit they cost nothing.
     */
    maxHits: 5,
    maxHitsBesideConfident: 3,
    /**
     * Only what stands out by a deviation. Where nothing is confident a question of few words shows whatever stands above
     * 0: the right passage in the other language has 1.1 in the median («honey» for «мёд»).
     */
    minZScore: 1,
    /** One common word of a short question is no reason to show a passage that is far in meaning («budget drained rabbits»). */
    minCoverage: 0.45,
  },

  /** How passages become hits. */
  grouping: {
    /** Passages one hit may cover: three are some three minutes. */
    maxPassages: 3,
    /** Neighbours further apart are two places. */
    maxPauseMs: 30_000,
    /** What each further hit of the same recording keeps of its score for the order. */
    repetition: 0.85,
  },

  /** What is shown of a hit, in words. */
  excerpt: {
    minWords: 15,
    maxWords: 40,
    /** Read for a hit that only its title found. */
    openingWords: 80,
    openingMs: 30_000,
    /** Hits whose sentences are embedded during the search where none are stored, and sentences compared of each (5-10 ms each). */
    locatedHits: 2,
    maxSentences: 8,
  },
});

type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

function deepFreeze<Value extends object>(value: Value): DeepReadonly<Value> {
  for (const own of Object.values(value)) if (typeof own === "object") deepFreeze(own as object);
  return Object.freeze(value) as DeepReadonly<Value>;
}
