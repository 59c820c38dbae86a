-- Made from migrations/ and index/sqlite/index-tables.ts by UPDATE=1 node --test test/storage/migrate.test.ts; not read by the program.

CREATE TABLE recordings (
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
, opus_sha256 text, opus_sha256_from text check (opus_sha256_from in ('import', 'first-seen')), import_notes text not null default '[]' check (json_valid(import_notes)), source_track integer check (source_track >= 1), source_tracks text not null default '[]' check (json_valid(source_tracks)), date_candidates text not null default '[]' check (json_valid(date_candidates))) strict;

CREATE INDEX recordings_created on recordings (created_ms, id);

CREATE INDEX recordings_source on recordings (source_sha256);

CREATE INDEX recordings_sound on recordings (sound_sha256);

CREATE TABLE transcriptions (
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
, checksum text, notes text not null default '[]' check (json_valid(notes))) strict;

CREATE INDEX transcriptions_recording on transcriptions (recording_id, id);

CREATE UNIQUE INDEX transcriptions_current on transcriptions (recording_id) where is_current = 1;

CREATE TABLE transcription_words (
  transcription_id integer not null references transcriptions (id) on delete cascade,
  word text not null,
  start_ms integer not null,               -- on the stored file's clock
  end_ms integer not null,
  position integer not null,               -- 0, 1, 2 … within the transcription
  confidence real,                         -- 0…1
  interpolated integer not null default 0 check (interpolated in (0, 1)),
  primary key (transcription_id, position)
) strict, without rowid;

CREATE TABLE transcription_segments (
  transcription_id integer not null references transcriptions (id) on delete cascade,
  position integer not null,
  start_ms integer not null,
  end_ms integer not null,
  first_word integer not null,
  word_count integer not null,
  speaker text,
  language text, channel integer check (channel >= 1),
  primary key (transcription_id, position)
) strict, without rowid;

CREATE TABLE jobs (
  stage text not null check (stage in ('transcribe', 'index', 'embed')),
  subject_id integer not null,             -- recording for transcribe, transcription for index and embed
  attempts integer not null default 0,
  last_error text,                         -- {"code", "message", "hint"}
  last_attempt_at text, position_ms integer,
  primary key (stage, subject_id)
) strict, without rowid;

CREATE TABLE leases (
  stage text not null,
  subject_id integer not null,
  owner text not null,                     -- host:process:random
  until_ms integer not null,               -- milliseconds since 1970; the owner prolongs it while it works
  primary key (stage, subject_id)
) strict, without rowid;

CREATE TABLE passages (
  id integer primary key autoincrement,
  transcription_id integer not null references transcriptions (id) on delete cascade,
  recording_id integer not null references recordings (id) on delete cascade,
  position integer not null,
  start_ms integer not null,
  end_ms integer not null,
  first_word integer not null,
  word_count integer not null,
  language text, script text,
  unique (transcription_id, position)
) strict;

CREATE INDEX passages_recording on passages (recording_id, start_ms);

CREATE TABLE fingerprints (
  id integer primary key,
  fingerprint text not null unique
, checksum integer) strict;

CREATE TABLE transcription_indexes (
  transcription_id integer primary key references transcriptions (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id)
) strict, without rowid;

CREATE TABLE passage_vectors (
  passage_id integer primary key references passages (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),
  vector blob not null                     -- float32, little-endian, unit length
, checksum integer) strict;

CREATE INDEX passage_vectors_fingerprint on passage_vectors (fingerprint_id, passage_id);

CREATE TABLE active_embedding (
  only integer primary key check (only = 1),
  fingerprint_id integer not null references fingerprints (id),
  dimensions integer not null
) strict;

CREATE TABLE waveforms (
  recording_id integer primary key references recordings (id) on delete cascade,
  peaks_per_second integer not null,
  peaks blob not null                      -- int8 pairs: minimum, maximum
, checksum integer) strict;

CREATE TABLE vocabulary (
  word text primary key,                   -- folded: lower case, ё as е
  stem text not null,
  script text not null                     -- 'cyrillic', 'latin' or 'other'
, checksum integer) strict, without rowid;

CREATE TABLE vocabulary_sounds (
  sound_key text not null,
  word text not null,
  primary key (sound_key, word)
) strict, without rowid;

CREATE TABLE vector_counts (
  fingerprint_id integer primary key references fingerprints (id),
  vectors integer not null
) strict;

CREATE TRIGGER vector_added after insert on passage_vectors begin
  insert into vector_counts values (new.fingerprint_id, 1) on conflict do update set vectors = vectors + 1;
end;

CREATE TRIGGER vector_removed after delete on passage_vectors begin
  update vector_counts set vectors = vectors - 1 where fingerprint_id = old.fingerprint_id;
end;

CREATE TRIGGER vector_changed after update of fingerprint_id on passage_vectors begin
  update vector_counts set vectors = vectors - 1 where fingerprint_id = old.fingerprint_id;
  insert into vector_counts values (new.fingerprint_id, 1) on conflict do update set vectors = vectors + 1;
end;

CREATE INDEX transcriptions_standing on transcriptions (recording_id, language, word_count) where is_current = 1;

CREATE TABLE "sentence_vectors" (
  passage_id integer primary key references passage_vectors (passage_id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),  -- embedding and the rules that cut
  codes blob not null                      -- embedding/sentence-codes.ts; empty for a passage of a single sentence
, checksum integer) strict;

CREATE TABLE recordings_stems_version (
  only integer primary key check (only = 1),
  analyser text not null
) strict;

CREATE TABLE archive_identity (
  only integer primary key check (only = 1),
  id text not null
) strict;

CREATE INDEX sentence_vectors_fingerprint on sentence_vectors (fingerprint_id);

CREATE TRIGGER sentence_vectors_outdated after update of vector on passage_vectors begin
  delete from sentence_vectors where passage_id = new.passage_id;
end;

CREATE TABLE passage_changes (
  seq integer primary key autoincrement,
  passage_id integer not null,
  kind text not null check (kind in ('text', 'vector', 'facts')),  -- facts: what filters ask (language, date)
  token integer not null default (random() & 9007199254740991)     -- 53 random bits: an entry of this number in a restored backup is another one
) strict;

CREATE TRIGGER passage_changes_cut after insert on passage_changes when new.seq % 1000 = 0 begin
  delete from passage_changes where seq <= new.seq - 50000;
end;

CREATE TRIGGER passage_inserted after insert on passages begin
  insert into passage_changes (passage_id, kind) values (new.id, 'text');
end;

CREATE TRIGGER passage_deleted after delete on passages begin
  insert into passage_changes (passage_id, kind) values (old.id, 'text');
end;

CREATE TRIGGER passage_language_changed after update of language on passages
when new.language is not old.language begin
  insert into passage_changes (passage_id, kind) values (new.id, 'facts');
end;

CREATE TRIGGER recording_date_changed after update of created_ms on recordings
when new.created_ms is not old.created_ms begin
  insert into passage_changes (passage_id, kind) select id, 'facts' from passages where recording_id = new.id;
end;

CREATE TRIGGER vector_inserted after insert on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (new.passage_id, 'vector');
end;

CREATE TRIGGER vector_deleted after delete on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (old.passage_id, 'vector');
end;

CREATE TRIGGER vector_updated after update on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (new.passage_id, 'vector');
end;

CREATE TABLE sidecars_due (
  recording_id integer primary key,
  token integer not null default (random() & 9007199254740991)
) strict;

CREATE TRIGGER sidecar_due_recording_added after insert on recordings begin
  insert into sidecars_due (recording_id) values (new.id)
    on conflict do update set token = random() & 9007199254740991;
end;

CREATE TRIGGER sidecar_due_recording_changed after update on recordings begin
  insert into sidecars_due (recording_id) values (new.id)
    on conflict do update set token = random() & 9007199254740991;
end;

CREATE TRIGGER sidecar_due_recording_removed after delete on recordings begin
  delete from sidecars_due where recording_id = old.id;
end;

CREATE TRIGGER sidecar_due_transcription_added after insert on transcriptions begin
  insert into sidecars_due (recording_id) values (new.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;

CREATE TRIGGER sidecar_due_transcription_changed after update on transcriptions begin
  insert into sidecars_due (recording_id) values (new.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;

CREATE TRIGGER sidecar_due_transcription_removed after delete on transcriptions
when exists (select 1 from recordings where id = old.recording_id) begin
  insert into sidecars_due (recording_id) values (old.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;

CREATE TABLE checkpoints (
  recording_id integer primary key references recordings (id) on delete cascade,
  made_with text not null,                 -- fingerprint of model and settings: another one starts again
  done_until_ms integer not null,
  data text not null check (json_valid(data)),
  updated_at text not null
) strict;

CREATE TABLE checkpoint_segments (
  recording_id integer not null references checkpoints (recording_id) on delete cascade,
  position integer not null,
  data text not null check (json_valid(data)),
  primary key (recording_id, position)
) strict, without rowid;

CREATE TABLE vectors_next (
  passage_id integer primary key references passages (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),
  vector blob not null,
  checksum integer not null,
  codes blob not null,                     -- of its sentences, as in sentence_vectors
  codes_checksum integer not null
) strict;

CREATE TABLE backup_folders (
  folder text primary key,
  last_snapshot text not null,
  last_at text not null
) strict, without rowid;

CREATE TABLE forgets_due (
  id integer primary key autoincrement,
  recording_id integer not null,
  filename text not null,
  start_ms integer,
  end_ms integer,
  requested_at text not null
) strict;

CREATE TABLE text_totals (
  name text primary key,
  totals text not null check (json_valid(totals))   -- [rows, terms of each column …]
) strict, without rowid;

CREATE VIRTUAL TABLE transcriptions_fts using fts5(text, recording_id unindexed, tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE passages_stems using fts5(stems, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'");

CREATE VIRTUAL TABLE recordings_fts using fts5(title, notes, tags, tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE recordings_stems using fts5(title, tags, notes, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'");

CREATE VIRTUAL TABLE transcription_embeddings
       using vec0(embedding float[8], chunk_size=64);

CREATE TABLE "transcription_embeddings_vector_chunks00"(rowid PRIMARY KEY,vectors BLOB NOT NULL);
