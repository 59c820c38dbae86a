-- What indexing and searching need beside the source tables.

-- Words (storage/vocabulary.ts): what a question is expanded over. Filled as passages are indexed; the new analyser has
-- every transcription indexed again.
create table vocabulary (
  word text primary key,                   -- folded: lower case, ё as е
  stem text not null,
  script text not null                     -- 'cyrillic', 'latin' or 'other'
) strict, without rowid;
-- Words that sound alike share a key, across scripts. A word has two where its ending may be part of a name: of stem and word.
create table vocabulary_sounds (
  sound_key text not null,
  word text not null,
  primary key (sound_key, word)
) strict, without rowid;

-- Counts and standings without reading what is counted (storage/sqlite-passage-index.ts, storage/recording-states.ts).

-- Vectors of each embedding: to count 100 000 of them takes 2 ms, and each search begins with it.
create table vector_counts (
  fingerprint_id integer primary key references fingerprints (id),
  vectors integer not null
) strict;
insert into vector_counts select fingerprint_id, count(*) from passage_vectors group by fingerprint_id;
create trigger vector_added after insert on passage_vectors begin
  insert into vector_counts values (new.fingerprint_id, 1) on conflict do update set vectors = vectors + 1;
end;
create trigger vector_removed after delete on passage_vectors begin
  update vector_counts set vectors = vectors - 1 where fingerprint_id = old.fingerprint_id;
end;
create trigger vector_changed after update of fingerprint_id on passage_vectors begin
  update vector_counts set vectors = vectors - 1 where fingerprint_id = old.fingerprint_id;
  insert into vector_counts values (new.fingerprint_id, 1) on conflict do update set vectors = vectors + 1;
end;

-- The columns of a list, without the text they lie behind: 2000 recordings in 3 ms instead of 40.
create index transcriptions_standing on transcriptions (recording_id, language, word_count) where is_current = 1;

-- The script most of a passage's letters belong to, 'cyrillic', 'latin' or 'other': told without reading its text.
-- Null for passages indexed before there was this column: their text tells.
alter table passages add column script text;

-- Pieces of passages (storage/piece-vectors.ts): a few words each, embedded on their own, so that a hit by meaning knows
-- its sentence and a short remark inside a minute of speech is found. Empty until the embedding job makes them.
create table piece_vectors (
  passage_id integer primary key references passage_vectors (passage_id) on delete cascade,
  fingerprint_id integer not null references fingerprints (id),  -- embedding and the rules that cut
  codes blob not null                      -- embedding/sentence-codes.ts; empty for a passage of a single sentence
) strict;
create index piece_vectors_fingerprint on piece_vectors (fingerprint_id);
-- They are stored as differences from the passage's vector and go with it.
create trigger piece_vectors_outdated after update of vector on passage_vectors begin
  delete from piece_vectors where passage_id = new.passage_id;
end;

-- Which passages' vectors changed, in order: what an index in memory (storage/resident-vectors.ts) reads to follow every
-- change of any program. It is no history: only the newest are kept, and who has missed some reads all vectors again.
create table vector_changes (
  seq integer primary key autoincrement,
  passage_id integer not null
) strict;
create trigger vector_inserted after insert on passage_vectors begin
  insert into vector_changes (passage_id) values (new.passage_id);
  delete from vector_changes where seq <= (select max(seq) from vector_changes) - 20000;
end;
create trigger vector_deleted after delete on passage_vectors begin
  insert into vector_changes (passage_id) values (old.passage_id);
  delete from vector_changes where seq <= (select max(seq) from vector_changes) - 20000;
end;
create trigger vector_updated after update on passage_vectors begin
  insert into vector_changes (passage_id) values (new.passage_id);
  delete from vector_changes where seq <= (select max(seq) from vector_changes) - 20000;
end;

-- Titles, tags and notes (storage/recording-texts.ts): the analyser that made the stems in recordings_stems.
create table recordings_stems_version (
  only integer primary key check (only = 1),
  analyser text not null
) strict;
