-- What is needed to notice damage, to make data.db again from the folder, and to go on where work stopped.

-- SHA-256 of the stored Opus file. Recordings of earlier versions have none until `verify` reads the file: 'first-seen'
-- says that nothing before that moment can be proved.
alter table recordings add column opus_sha256 text;
alter table recordings add column opus_sha256_from text check (opus_sha256_from in ('import', 'first-seen'));
-- What was found at import: [{"code", "values", "text", "hint"}].
alter table recordings add column import_notes text not null default '[]' check (json_valid(import_notes));
-- SHA-256 over what the transcription says (storage/hash-transcript.ts).
alter table transcriptions add column checksum text;

-- Recordings whose sidecar is older than their rows. Written in the transaction that changes the rows, also when another
-- program makes the change; a row goes when the sidecar is on the disk and the token is still the one that was read.
create table sidecars_due (
  recording_id integer primary key,
  token integer not null default (random() & 9007199254740991)
) strict;
insert into sidecars_due (recording_id) select id from recordings;
create trigger sidecar_due_recording_added after insert on recordings begin
  insert into sidecars_due (recording_id) values (new.id)
    on conflict do update set token = random() & 9007199254740991;
end;
create trigger sidecar_due_recording_changed after update on recordings begin
  insert into sidecars_due (recording_id) values (new.id)
    on conflict do update set token = random() & 9007199254740991;
end;
create trigger sidecar_due_recording_removed after delete on recordings begin
  delete from sidecars_due where recording_id = old.id;
end;
create trigger sidecar_due_transcription_added after insert on transcriptions begin
  insert into sidecars_due (recording_id) values (new.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;
create trigger sidecar_due_transcription_changed after update on transcriptions begin
  insert into sidecars_due (recording_id) values (new.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;
-- Not when the recording itself goes, and its transcriptions with it.
create trigger sidecar_due_transcription_removed after delete on transcriptions
when exists (select 1 from recordings where id = old.recording_id) begin
  insert into sidecars_due (recording_id) values (old.recording_id)
    on conflict do update set token = random() & 9007199254740991;
end;

-- Speech that is recognised already of a recording in work: recognition goes on there after a kill.
create table checkpoints (
  recording_id integer primary key references recordings (id) on delete cascade,
  made_with text not null,                 -- fingerprint of model and settings: another one starts again
  done_until_ms integer not null,
  data text not null check (json_valid(data)),
  updated_at text not null
) strict;
-- The segments before it, as JSON: only new ones are written with each checkpoint.
create table checkpoint_segments (
  recording_id integer not null references checkpoints (recording_id) on delete cascade,
  position integer not null,
  data text not null check (json_valid(data)),
  primary key (recording_id, position)
) strict, without rowid;
-- Vectors that are made anew: those in passage_vectors answer until all of these are there.
create table vectors_next (
  passage_id integer primary key references passages (id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),
  vector blob not null,
  checksum integer not null,
  codes blob not null,                     -- of its sentences, as in sentence_vectors
  codes_checksum integer not null
) strict;
-- Attempts count per position: those of a recognition that has got further since are forgotten.
alter table jobs add column position_ms integer;
-- Earlier versions counted a program that was ended from outside as a failure.
delete from jobs where stage = 'transcribe' and last_error ->> 'reason' = 'ended-each-time';

-- Folders that `backup` wrote to: `forget` names those it cannot reach.
create table backup_folders (
  folder text primary key,
  last_snapshot text not null,
  last_at text not null
) strict, without rowid;

-- What `forget` was asked for and has not finished: a recording, or a stretch of it (else null).
create table forgets_due (
  id integer primary key autoincrement,
  recording_id integer not null,
  filename text not null,
  start_ms integer,
  end_ms integer,
  requested_at text not null
) strict;

-- CRC-32 of what a row of the index says (storage/row-checksum.ts): a changed bit in a vector, a waveform or a word is
-- noticed. NULL in rows of earlier versions until `verify` reads them.
alter table fingerprints add column checksum integer;
alter table passage_vectors add column checksum integer;
alter table sentence_vectors add column checksum integer;
alter table vocabulary add column checksum integer;      -- over the word and its rows in vocabulary_sounds
alter table waveforms add column checksum integer;

-- Rows and terms that a full-text table without content was ever given: FTS5 keeps the same numbers, which ranking uses, in a
-- place of its own and has nothing to compare them with. No row for a table of an earlier version.
create table text_totals (
  name text primary key,
  totals text not null check (json_valid(totals))   -- [rows, terms of each column …]
) strict, without rowid;
