/** All readers, in the order in which they are asked: specific formats before general ones. */

import { amazonReader } from "./amazon.ts";
import { annotationReaders } from "./annotations.ts";
import { assReader } from "./ass.ts";
import { assemblyAiReader } from "./assemblyai.ts";
import { azureReaders } from "./azure.ts";
import { ctmReader } from "./ctm.ts";
import { deepgramReader } from "./deepgram.ts";
import { delimitedReaders } from "./delimited.ts";
import { elevenLabsReader } from "./elevenlabs.ts";
import { gladiaReader } from "./gladia.ts";
import { googleReader } from "./google.ts";
import { lrcReader } from "./lrc.ts";
import { microDvdReaders } from "./microdvd.ts";
import { newsroomReaders } from "./newsroom.ts";
import { oTranscribeReader } from "./otranscribe.ts";
import { parakeetReaders } from "./parakeet.ts";
import { premiereReader } from "./premiere.ts";
import type { JsonReader, TextReader } from "./reader.ts";
import { revReader } from "./rev.ts";
import { saluteReader } from "./salute.ts";
import { sbvReader } from "./sbv.ts";
import { segmentListReaders } from "./segment-lists.ts";
import { sonioxReader } from "./soniox.ts";
import { spacedTableReader } from "./spaced-table.ts";
import { speechmaticsReaders } from "./speechmatics.ts";
import { srtReader } from "./srt.ts";
import { timedLinesReader } from "./timed-lines.ts";
import { timedListReader } from "./timed-lists.ts";
import { timedTextReaders } from "./timed-text.ts";
import { ttmlReader } from "./ttml.ts";
import { watsonReader } from "./watson.ts";
import { webVttReader } from "./webvtt.ts";
import { whisperReaders } from "./whisper.ts";
import { whisperCppReader } from "./whisper-cpp.ts";
import { yandexReaders } from "./yandex.ts";
import { json3Reader, youTubeXmlReader } from "./youtube.ts";
import { zoomReader } from "./zoom.ts";

export const jsonReaders: JsonReader[] = [
  whisperCppReader,
  deepgramReader,
  assemblyAiReader,
  ...azureReaders,
  watsonReader,
  googleReader,
  ...speechmaticsReaders,
  amazonReader,
  json3Reader,
  premiereReader,
  elevenLabsReader,
  gladiaReader,
  revReader,
  sonioxReader,
  ...yandexReaders,
  saluteReader,
  oTranscribeReader,
  ...newsroomReaders,
  ...parakeetReaders,
  ...whisperReaders,
  ...segmentListReaders,
  timedListReader,
];

const [printedReader, podcastHtmlReader] = timedTextReaders as [TextReader, TextReader];

export const textReaders: TextReader[] = [
  webVttReader,
  ...annotationReaders,
  ttmlReader,
  youTubeXmlReader,
  assReader,
  printedReader,
  srtReader,
  sbvReader,
  ...microDvdReaders,
  lrcReader,
  podcastHtmlReader,
  zoomReader,
  ctmReader,
  ...delimitedReaders,
  spacedTableReader,
  timedLinesReader,
];
