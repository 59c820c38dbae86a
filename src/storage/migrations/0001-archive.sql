-- The source tables: what was recorded, said and written. They are the truth; index tables are made from them.
-- Names and columns of the first columns of recordings, transcriptions and transcription_words are a public
-- contract (docs/archive-format.md): other programs read them. New columns come after them.

create table recordings (
  id integer primary key autoincrement,
  filename text not null unique,           -- in recordings/, e.g. 2024-01-15_14-30-00.opus
  duration real not null,                  -- seconds
  sample_rate integer not null,            -- of the stored file: 48000
  created_at text not null,                -- when it was recorded, ISO 8601 with offset
  created_ms integer not null,             -- the same instant, milliseconds since 1970: what sorts and filters
  date_source text not null check (date_source in ('given', 'tag', 'file-name', 'file-time')),
  title text not null default '',
  notes text not null default '',
  tags text not null default '[]' check (json_valid(tags)),
  channels integer not null,
  byte_length integer not null,
  source_name text not null,
  source_format text not null,
  source_sample_rate integer not null,
  source_sha256 text not null,
  sound_sha256 text not null,
  imported_at text not null
) strict;
create index recordings_created on recordings (created_ms, id);
create index recordings_source on recordings (source_sha256);
create index recordings_sound on recordings (sound_sha256);

create table transcriptions (
  id integer primary key autoincrement,
  recording_id integer not null references recordings (id) on delete cascade,
  text text not null,
  language text,                           -- ISO 639-1
  confidence real,                         -- 0…1
  engine text not null,
  model text not null,
  created_at text not null,
  is_current integer not null default 1 check (is_current in (0, 1)),
  word_count integer not null
) strict;
create index transcriptions_recording on transcriptions (recording_id, id);
create unique index transcriptions_current on transcriptions (recording_id) where is_current = 1;

create table transcription_words (
  transcription_id integer not null references transcriptions (id) on delete cascade,
  word text not null,
  start_ms integer not null,               -- on the stored file's clock
  end_ms integer not null,
  position integer not null,               -- 0, 1, 2 … within the transcription
  confidence real,                         -- 0…1
  interpolated integer not null default 0 check (interpolated in (0, 1)),
  primary key (transcription_id, position)
) strict, without rowid;

create table transcription_segments (
  transcription_id integer not null references transcriptions (id) on delete cascade,
  position integer not null,
  start_ms integer not null,
  end_ms integer not null,
  first_word integer not null,
  word_count integer not null,
  speaker text,
  language text,
  primary key (transcription_id, position)
) strict, without rowid;

-- Work: only what cannot be derived. What is missing is a query; these rows remember attempts.
create table jobs (
  stage text not null check (stage in ('transcribe', 'index', 'embed')),
  subject_id integer not null,             -- recording for transcribe, transcription for index and embed
  attempts integer not null default 0,
  last_error text,                         -- {"code", "message", "hint"}
  last_attempt_at text,
  primary key (stage, subject_id)
) strict, without rowid;

-- Who is at work on what: two processes never do the same work at the same time.
create table leases (
  stage text not null,
  subject_id integer not null,
  owner text not null,                     -- host:process:random
  until_ms integer not null,               -- milliseconds since 1970; the owner prolongs it while it works
  primary key (stage, subject_id)
) strict, without rowid;

-- Index tables of our own; the FTS5 and vec0 tables beside them are made by storage/index-tables.ts.
create table passages (
  id integer primary key autoincrement,
  transcription_id integer not null references transcriptions (id) on delete cascade,
  recording_id integer not null references recordings (id) on delete cascade,
  position integer not null,
  start_ms integer not null,
  end_ms integer not null,
  first_word integer not null,
  word_count integer not null,
  language text,
  unique (transcription_id, position)
) strict;
create index passages_recording on passages (recording_id, start_ms);

-- What shaped an index row: analyser version and passage rules, or the embedding model with all its settings.
create table fingerprints (
  id integer primary key,
  fingerprint text not null unique
) strict;

-- A transcription whose passages and stems were made under another fingerprint than today's is out of date.
create table transcription_indexes (
  transcription_id integer primary key references transcriptions (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id)
) strict, without rowid;

-- Every vector; transcription_embeddings (vec0) holds those of the active embedding and is made from this table.
create table passage_vectors (
  passage_id integer primary key references passages (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),
  vector blob not null                     -- float32, little-endian, unit length
) strict;
create index passage_vectors_fingerprint on passage_vectors (fingerprint_id, passage_id);

-- The one embedding that may be searched: vectors of two models never meet in one answer.
create table active_embedding (
  only integer primary key check (only = 1),
  fingerprint_id integer not null references fingerprints (id),
  dimensions integer not null
) strict;

-- Waveform peaks, made from the sound when first asked for.
create table waveforms (
  recording_id integer primary key references recordings (id) on delete cascade,
  peaks_per_second integer not null,
  peaks blob not null                      -- int8 pairs: minimum, maximum
) strict;
