-- What an index needs to follow the archive, and a plainer name.

-- Which archive this is: an index kept elsewhere (index/candidate-engine.ts) notes whose passages it holds.
create table archive_identity (
  only integer primary key check (only = 1),
  id text not null
) strict;
insert into archive_identity (only, id) values (1, lower(hex(randomblob(16))));

-- Vectors of sentences were called vectors of pieces.
alter table piece_vectors rename to sentence_vectors;
drop index piece_vectors_fingerprint;
create index sentence_vectors_fingerprint on sentence_vectors (fingerprint_id);
drop trigger piece_vectors_outdated;
create trigger sentence_vectors_outdated after update of vector on passage_vectors begin
  delete from sentence_vectors where passage_id = new.passage_id;
end;
update fingerprints set fingerprint = replace(fingerprint, ', pieces 1', ', sentences 1')
  where fingerprint like '%, pieces 1';

-- The log of changes an index follows (index/sqlite/read-changes.ts): which passage changed, in order, and what of it. It
-- says nothing of how: the reader looks up the passage as it is now, and it is gone if it is not there. Only the newest
-- 50 000 are kept; a reader that is behind the oldest starts again from a full scan. Takes the place of vector_changes.
drop trigger vector_inserted;
drop trigger vector_deleted;
drop trigger vector_updated;
drop table vector_changes;
create table passage_changes (
  seq integer primary key autoincrement,
  passage_id integer not null,
  kind text not null check (kind in ('text', 'vector', 'facts')),  -- facts: what filters ask (language, date)
  token integer not null default (random() & 9007199254740991)     -- 53 random bits: an entry of this number in a restored backup is another one
) strict;
-- Not with every row: cutting costs as much as writing.
create trigger passage_changes_cut after insert on passage_changes when new.seq % 1000 = 0 begin
  delete from passage_changes where seq <= new.seq - 50000;
end;
create trigger passage_inserted after insert on passages begin
  insert into passage_changes (passage_id, kind) values (new.id, 'text');
end;
create trigger passage_deleted after delete on passages begin
  insert into passage_changes (passage_id, kind) values (old.id, 'text');
end;
create trigger passage_language_changed after update of language on passages
when new.language is not old.language begin
  insert into passage_changes (passage_id, kind) values (new.id, 'facts');
end;
create trigger recording_date_changed after update of created_ms on recordings
when new.created_ms is not old.created_ms begin
  insert into passage_changes (passage_id, kind) select id, 'facts' from passages where recording_id = new.id;
end;
create trigger vector_inserted after insert on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (new.passage_id, 'vector');
end;
create trigger vector_deleted after delete on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (old.passage_id, 'vector');
end;
create trigger vector_updated after update on passage_vectors begin
  insert into passage_changes (passage_id, kind) values (new.passage_id, 'vector');
end;
