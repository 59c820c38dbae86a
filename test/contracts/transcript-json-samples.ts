/** Writes a few lines of speech as every JSON format that Fonoteka reads. */

export type SampleLine = { startMs: number; endMs: number; text: string };

export type TranscriptFormat = {
  /** As `readTranscript` names it. */
  format: string;
  /** Tells apart two spellings of one format. */
  variant?: string;
  /** A file name as the program writes it. */
  filename: string;
  write: (lines: SampleLine[]) => string;
  /** False for plain text. */
  hasTimes: boolean;
  /** True where the whole is one JSON value, of which a part is no transcript. */
  isJson: boolean;
};

type SampleWord = { text: string; startMs: number; endMs: number };

function wordsOf({ startMs, endMs, text }: SampleLine): SampleWord[] {
  const words = text.split(" ");
  const at = (index: number) => Math.round(startMs + ((endMs - startMs) * index) / words.length);
  return words.map((word, index) => ({ text: word, startMs: at(index), endMs: at(index + 1) }));
}

const allWords = (lines: SampleLine[]) => lines.flatMap(wordsOf);
const fullText = (lines: SampleLine[]) => lines.map(({ text }) => text).join(" ");
export const seconds = (ms: number) => ms / 1000;

function json(format: string, write: (lines: SampleLine[]) => unknown, variant?: string): TranscriptFormat {
  const named = variant === undefined ? {} : { variant };
  return {
    format,
    ...named,
    filename: "talk.json",
    write: (lines) => JSON.stringify(write(lines)),
    hasTimes: format !== "text-json",
    isJson: true,
  };
}

const whisperSegments = (lines: SampleLine[], word: (word: SampleWord) => object) =>
  lines.map((line, id) => ({
    id,
    start: seconds(line.startMs),
    end: seconds(line.endMs),
    text: ` ${line.text}`,
    words: wordsOf(line).map(word),
  }));

const spanOf = ({ startMs, endMs }: SampleWord) => ({ start: seconds(startMs), end: seconds(endMs) });

export const jsonFormats: TranscriptFormat[] = [
  json("whisper-json", (lines) => ({
    text: fullText(lines),
    segments: whisperSegments(lines, (word) => ({
      word: ` ${word.text}`,
      ...spanOf(word),
      probability: 0.9,
    })),
    language: "en",
  })),
  json(
    "whisper-json",
    (lines) => ({
      text: fullText(lines),
      words: allWords(lines).map((word) => ({ word: word.text, ...spanOf(word) })),
    }),
    "words of the API",
  ),
  json("faster-whisper-json", (lines) =>
    whisperSegments(lines, (word) => ({ word: ` ${word.text}`, ...spanOf(word), probability: 0.9 })).map(
      (segment) => ({ ...segment, seek: 0 }),
    ),
  ),
  json("whisperx-json", (lines) => ({
    segments: whisperSegments(lines, (word) => ({ word: word.text, ...spanOf(word), score: 0.8 })),
    word_segments: [],
  })),
  json("whisper-timestamped-json", (lines) => ({
    text: fullText(lines),
    segments: whisperSegments(lines, (word) => ({ text: word.text, ...spanOf(word), confidence: 0.7 })),
  })),
  json("whisper-cpp-json", (lines) => ({
    result: { language: "en" },
    transcription: lines.map((line) => ({
      offsets: { from: line.startMs, to: line.endMs },
      text: ` ${line.text}`,
      tokens: wordsOf(line).map(({ text, startMs, endMs }) => ({
        text: ` ${text}`,
        offsets: { from: startMs, to: endMs },
        p: 0.9,
      })),
    })),
  })),
  json("deepgram-json", (lines) => ({
    results: {
      channels: [
        {
          alternatives: [
            {
              transcript: fullText(lines),
              words: allWords(lines).map((word) => ({ word: word.text, ...spanOf(word), confidence: 0.9 })),
            },
          ],
        },
      ],
    },
  })),
  json("assemblyai-json", (lines) => ({
    audio_url: "https://example.org/talk.mp3",
    words: allWords(lines).map(({ text, startMs, endMs }) => ({ text, start: startMs, end: endMs })),
  })),
  json("azure-json", (lines) => ({
    recognizedPhrases: lines.map((line) => ({
      offsetInTicks: line.startMs * 10_000,
      durationInTicks: (line.endMs - line.startMs) * 10_000,
      nBest: [
        {
          display: line.text,
          words: wordsOf(line).map(({ text, startMs, endMs }) => ({
            word: text,
            offsetInTicks: startMs * 10_000,
            durationInTicks: (endMs - startMs) * 10_000,
          })),
        },
      ],
    })),
  })),
  json("watson-json", (lines) => ({
    results: lines.map((line) => ({
      final: true,
      alternatives: [
        {
          transcript: line.text,
          timestamps: wordsOf(line).map((word) => [word.text, seconds(word.startMs), seconds(word.endMs)]),
        },
      ],
    })),
  })),
  json("google-json", (lines) => ({
    results: lines.map((line) => ({
      languageCode: "en-us",
      alternatives: [
        {
          transcript: line.text,
          words: wordsOf(line).map((word) => ({
            word: word.text,
            startTime: `${seconds(word.startMs)}s`,
            endTime: `${seconds(word.endMs)}s`,
          })),
        },
      ],
    })),
  })),
  json("speechmatics-json", (lines) => ({
    format: "2.9",
    metadata: { transcription_config: { language: "en" } },
    results: allWords(lines).map((word) => ({
      type: "word",
      start_time: seconds(word.startMs),
      end_time: seconds(word.endMs),
      alternatives: [{ content: word.text, confidence: 1 }],
    })),
  })),
  json(
    "speechmatics-json",
    (lines) => ({
      job: { lang: "en" },
      speakers: [{ name: "F1", time: "0.0", duration: "9" }],
      words: allWords(lines).map((word) => ({
        name: word.text,
        time: String(seconds(word.startMs)),
        duration: String(seconds(word.endMs - word.startMs)),
        confidence: "0.9",
      })),
    }),
    "version 1",
  ),
  json("amazon-json", (lines) => ({
    jobName: "talk",
    results: {
      items: allWords(lines).map((word) => ({
        type: "pronunciation",
        start_time: String(seconds(word.startMs)),
        end_time: String(seconds(word.endMs)),
        alternatives: [{ confidence: "0.5", content: word.text }],
      })),
    },
  })),
  json("bbc-kaldi-json", (lines) => ({
    retval: {
      words: allWords(lines).map((word) => ({ word: word.text, punct: word.text, ...spanOf(word) })),
      segmentation: {
        segments: lines.map(({ startMs, endMs }, index) => ({
          start: seconds(startMs),
          duration: seconds(endMs - startMs),
          speaker: { "@id": `S${index % 2}` },
        })),
      },
    },
  })),
  json("digital-paper-edit-json", (lines) => ({
    words: allWords(lines).map((word, id) => ({ id, text: word.text, ...spanOf(word) })),
    paragraphs: lines.map((line, id) => ({
      id,
      start: seconds(line.startMs),
      end: seconds(line.endMs),
      speaker: `S${id % 2}`,
    })),
  })),
  json("autoedit-json", (lines) => ({
    text: lines.map((line, id) => ({
      id,
      speaker: "Anna",
      paragraph: [
        { id, line: wordsOf(line).map((word, index) => ({ id: index, text: word.text, ...spanOf(word) })) },
      ],
    })),
  })),
  json("trint-json", (lines) => ({
    words: allWords(lines).map(({ text, startMs, endMs }) => ({
      time: startMs,
      duration: endMs - startMs,
      value: text,
      paragraphId: "p0",
    })),
  })),
  json("vosk-json", (lines) => ({
    result: allWords(lines).map((word) => ({ conf: 1, ...spanOf(word), word: word.text })),
    text: fullText(lines),
  })),
  json("podcasting20-json", (lines) => ({
    version: "1.0.0",
    segments: lines.map(({ startMs, endMs, text }) => ({
      startTime: seconds(startMs),
      endTime: seconds(endMs),
      body: text,
    })),
  })),
  json("transformers-json", (lines) => ({
    text: fullText(lines),
    chunks: lines.map(({ startMs, endMs, text }) => ({
      timestamp: [seconds(startMs), seconds(endMs)],
      text: ` ${text}`,
    })),
  })),
  json("aeneas-json", (lines) => ({
    fragments: lines.map(({ startMs, endMs, text }) => ({
      begin: seconds(startMs).toFixed(3),
      end: seconds(endMs).toFixed(3),
      language: "eng",
      lines: [text],
    })),
  })),
  json("elevenlabs-json", (lines) => ({
    language_code: "eng",
    text: fullText(lines),
    words: allWords(lines).flatMap((word) => [
      { text: word.text, ...spanOf(word), type: "word", speaker_id: "speaker_0", logprob: -0.1 },
      { text: " ", start: seconds(word.endMs), end: seconds(word.endMs), type: "spacing" },
    ]),
  })),
  json("parakeet-json", (lines) => ({
    text: fullText(lines),
    sentences: lines.map((line) => ({
      text: ` ${line.text}`,
      start: seconds(line.startMs),
      end: seconds(line.endMs),
      tokens: wordsOf(line).map((word) => ({ text: ` ${word.text}`, ...spanOf(word), confidence: 0.9 })),
    })),
  })),
  json("nemo-json", (lines) => ({
    text: fullText(lines),
    timestamp: {
      word: allWords(lines).map((word) => ({ word: word.text, start_offset: 1, ...spanOf(word) })),
      segment: lines.map((line) => ({
        segment: line.text,
        start: seconds(line.startMs),
        end: seconds(line.endMs),
      })),
    },
  })),
  json("sherpa-onnx-json", (lines) => ({
    text: fullText(lines),
    tokens: allWords(lines).map((word) => ` ${word.text}`),
    timestamps: allWords(lines).map((word) => seconds(word.startMs)),
  })),
  json("youtube-json3", (lines) => ({
    wireMagic: "pb3",
    events: lines.map((line) => ({
      tStartMs: line.startMs,
      dDurationMs: line.endMs - line.startMs,
      segs: wordsOf(line).map((word, index) =>
        index === 0
          ? { utf8: word.text }
          : { utf8: ` ${word.text}`, tOffsetMs: Math.max(0, word.startMs - line.startMs) },
      ),
    })),
  })),
  json("gladia-json", (lines) => ({
    result: {
      transcription: {
        languages: ["ru"],
        utterances: lines.map((line) => ({
          start: seconds(line.startMs),
          end: seconds(line.endMs),
          text: line.text,
          speaker: 0,
          words: wordsOf(line).map((word) => ({ word: ` ${word.text}`, ...spanOf(word), confidence: 0.9 })),
        })),
      },
    },
  })),
  json("rev-json", (lines) => ({
    monologues: lines.map((line) => ({
      speaker: 0,
      elements: wordsOf(line).flatMap((word) => [
        {
          type: "text",
          value: word.text,
          ts: seconds(word.startMs),
          end_ts: seconds(word.endMs),
          confidence: 0.9,
        },
        { type: "punct", value: " " },
      ]),
    })),
  })),
  json("premiere-json", (lines) => ({
    language: "ru-ru",
    segments: lines.map((line) => ({
      start: seconds(line.startMs),
      duration: seconds(line.endMs - line.startMs),
      speaker: "0c0d",
      words: wordsOf(line).map((word) => ({
        text: word.text,
        start: seconds(word.startMs),
        duration: seconds(word.endMs - word.startMs),
        confidence: 0.9,
        type: "word",
      })),
    })),
    speakers: [{ id: "0c0d", name: "Anna" }],
  })),
  json("soniox-json", (lines) => ({
    id: "1",
    text: fullText(lines),
    tokens: allWords(lines).map((word) => ({
      text: ` ${word.text}`,
      start_ms: word.startMs,
      end_ms: word.endMs,
      confidence: 0.9,
      speaker: "1",
    })),
  })),
  json("yandex-json", (lines) => ({
    done: true,
    response: {
      chunks: lines.map((line) => ({
        channelTag: "1",
        alternatives: [
          {
            text: line.text,
            words: wordsOf(line).map((word) => ({
              word: word.text.toLowerCase(),
              startTime: `${seconds(word.startMs)}s`,
              endTime: `${seconds(word.endMs)}s`,
            })),
          },
        ],
      })),
    },
  })),
  json(
    "yandex-json",
    (lines) =>
      lines.map((line) => ({
        result: {
          channelTag: "0",
          final: {
            alternatives: [
              {
                text: line.text,
                startTimeMs: String(line.startMs),
                endTimeMs: String(line.endMs),
                words: wordsOf(line).map((word) => ({
                  text: word.text.toLowerCase(),
                  startTimeMs: String(word.startMs),
                  endTimeMs: String(word.endMs),
                })),
              },
            ],
          },
        },
      })),
    "version 3",
  ),
  json("salutespeech-json", (lines) =>
    lines.map((line) => ({
      eou: true,
      results: [
        {
          text: line.text.toLowerCase(),
          normalized_text: line.text,
          start: `${seconds(line.startMs)}s`,
          end: `${seconds(line.endMs)}s`,
          word_alignments: wordsOf(line).map((word) => ({
            word: word.text.toLowerCase(),
            start: `${seconds(word.startMs)}s`,
            end: `${seconds(word.endMs)}s`,
          })),
        },
      ],
      speaker_info: { speaker_id: -1 },
    })),
  ),
  json(
    "azure-json",
    (lines) => ({
      durationMilliseconds: 60_000,
      combinedPhrases: [{ text: fullText(lines) }],
      phrases: lines.map((line) => ({
        offsetMilliseconds: line.startMs,
        durationMilliseconds: line.endMs - line.startMs,
        text: line.text,
        words: wordsOf(line).map((word) => ({
          text: word.text,
          offsetMilliseconds: word.startMs,
          durationMilliseconds: word.endMs - word.startMs,
        })),
      })),
    }),
    "fast",
  ),
  json("otranscribe-json", (lines) => ({
    text: lines
      .map(
        (line) =>
          `<p><span class="timestamp" data-timestamp="${seconds(line.startMs)}">0:0${seconds(line.startMs) | 0}</span>${line.text}</p>`,
      )
      .join(""),
    media: "",
    "media-time": 3.5,
  })),
  json("segments-json", (lines) =>
    lines.map(({ startMs, endMs, text }) => ({
      start: seconds(startMs) + 0.0001,
      end: seconds(endMs) + 0.0001,
      text,
      kind: "line",
    })),
  ),
  json(
    "segments-json",
    (lines) => ({
      meeting: { title: "Talk" },
      sentences: lines.map((line) => ({
        speaker_name: "Anna",
        sentence: line.text,
        start_ms: line.startMs,
        end_ms: line.endMs,
      })),
    }),
    "inside an object",
  ),
  json("fonoteka-json", (lines) => ({
    format: "fonoteka-transcript",
    version: 1,
    recording: {},
    transcription: { language: "en" },
    segments: lines.map((line) => ({
      startMs: line.startMs,
      endMs: line.endMs,
      speaker: null,
      language: "en",
      words: wordsOf(line).map((word) => ({ ...word, confidence: 0.9, timing: "measured" })),
    })),
  })),
  json("text-json", (lines) => ({ text: fullText(lines), language: "en" })),
];
