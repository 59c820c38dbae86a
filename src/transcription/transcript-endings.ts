/** Endings of the names of files that can be transcripts, lower case, without a point. A test compares them with the readers. */

/** Transcripts and nothing else, those with word times first. `json` may also be data of another program. */
export const certainEndings: readonly string[] =
  "json json3 ctm vtt srt ass ssa ttml dfxp sbv sub mpl lrc srv3 srv2 srv1 ytt eaf textgrid otr".split(" ");

/** Those that may be anything: their content decides. */
export const otherEndings: readonly string[] =
  "tsv csv tab ssv aud xml html htm txt jsonl ndjson md log".split(" ");
