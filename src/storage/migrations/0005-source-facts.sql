-- What was there in the source beside what was taken, and where words were heard.

-- The sound track of the source file that the recording was made of, from 1; null: its only one, or not known.
alter table recordings add column source_track integer check (source_track >= 1);
-- Every sound track of a source that has several:
-- [{"number", "codec", "channels", "sampleRate", "language"?, "title"?, "isDefault", "durationSeconds"?}].
alter table recordings add column source_tracks text not null default '[]' check (json_valid(source_tracks));
-- What each source said about the date: [{"source", "value", "date", "hasTime"}].
alter table recordings add column date_candidates text not null default '[]' check (json_valid(date_candidates));
-- What the reader or the recogniser had to say about the transcript, as recordings.import_notes.
alter table transcriptions add column notes text not null default '[]' check (json_valid(notes));
-- The channel of the sound that the segment was heard in, from 1; null: all of them together, or not known.
alter table transcription_segments add column channel integer check (channel >= 1);
