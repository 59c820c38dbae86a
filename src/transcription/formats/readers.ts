/** All readers, in the order in which they are asked: specific formats before general ones. */

import { amazonReader } from "./amazon.ts";
import { annotationReaders } from "./annotations.ts";
import { assReader } from "./ass.ts";
import { assemblyAiReader } from "./assemblyai.ts";
import { azureReader } from "./azure.ts";
import { deepgramReader } from "./deepgram.ts";
import { delimitedReaders } from "./delimited.ts";
import { googleReader } from "./google.ts";
import { lrcReader } from "./lrc.ts";
import { newsroomReaders } from "./newsroom.ts";
import type { JsonReader, TextReader } from "./reader.ts";
import { sbvReader } from "./sbv.ts";
import { segmentListReaders } from "./segment-lists.ts";
import { speechmaticsReaders } from "./speechmatics.ts";
import { srtReader } from "./srt.ts";
import { timedTextReaders } from "./timed-text.ts";
import { ttmlReader } from "./ttml.ts";
import { watsonReader } from "./watson.ts";
import { webVttReader } from "./webvtt.ts";
import { whisperReaders } from "./whisper.ts";
import { whisperCppReader } from "./whisper-cpp.ts";

export const jsonReaders: JsonReader[] = [
  whisperCppReader,
  deepgramReader,
  assemblyAiReader,
  azureReader,
  watsonReader,
  googleReader,
  ...speechmaticsReaders,
  amazonReader,
  ...newsroomReaders,
  ...whisperReaders,
  ...segmentListReaders,
];

const [printedReader, podcastHtmlReader, timedTextReader] = timedTextReaders as [
  TextReader,
  TextReader,
  TextReader,
];

export const textReaders: TextReader[] = [
  webVttReader,
  ...annotationReaders,
  ttmlReader,
  assReader,
  printedReader,
  srtReader,
  sbvReader,
  lrcReader,
  podcastHtmlReader,
  ...delimitedReaders,
  timedTextReader,
];
