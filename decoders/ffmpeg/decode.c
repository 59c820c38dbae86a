/* The functions that ffmpeg.wasm exports. An instance of the module does one of two things: it reads the audio track of one
 * file (decoded to planar float, or as packets), with the host (ffmpeg-module.ts) supplying the bytes; or it resamples one stream.
 * Licence of this file: LGPL 2.1 or later, as the library it is built with. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/bprint.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <math.h>

#define HOST(name) __attribute__((import_module("host"), import_name(name)))
#define EXPORT(name) __attribute__((used, export_name(name)))

/* Bytes from the current position: how many, 0 at the end, negative on failure. */
HOST("read") int host_read(uint8_t *into, int size);
/* New position, or the size of the file for AVSEEK_SIZE; negative on failure. */
HOST("seek") int64_t host_seek(int64_t offset, int whence);
HOST("log") void host_log(int level, const char *text);
/* Not 0: stop. */
HOST("interrupted") int host_interrupted(void);

enum { IO_BUFFER = 1 << 16, CHUNK = 1 << 15, MAX_CHANNELS = 64, MAX_MARKS = 1 << 12 };

static AVFormatContext *container;
static AVDictionary *options;
static AVStream *track;
static AVCodecContext *decoder;
static AVPacket *packet;
static AVFrame *frame;
static float *planes[MAX_CHANNELS];

static int frame_offset, frame_waiting, draining, input_ended;

/* Where the frames of the decoded chunk begin, on the container's clock: pairs of an offset in samples and a time in seconds
 * (NAN where the container says none). A frame that continues from the chunk before has no mark. */
static double marks[2 * MAX_MARKS];

/* Read by the host as an array of doubles, in this order (see ffmpeg-module.ts). */
static struct {
  double sample_rate, channels, channel_mask, duration_seconds, duration_is_exact, track_seconds, audio_tracks, video_tracks;
  double chunk_sample_rate, chunk_channels, chunk_channel_mask;
  double damaged_packets, discontinuities;
  double packet_pts, packet_duration, skip_start, skip_end, time_base_num, time_base_den, initial_padding, read_error;
  double container_start_seconds, track_start_seconds, first_packet_seconds, chunk_marks;
} info;

static int read_bytes(void *opaque, uint8_t *into, int size) {
  int count = host_read(into, size);
  return count > 0 ? count : count == 0 ? AVERROR_EOF : AVERROR(EIO);
}
static int64_t seek_bytes(void *opaque, int64_t offset, int whence) { return host_seek(offset, whence & ~AVSEEK_FORCE); }
static int interrupted(void *opaque) { return host_interrupted(); }

static void log_line(void *context, int level, const char *format, va_list arguments) {
  char text[512];
  if (level > AV_LOG_ERROR) return;
  vsnprintf(text, sizeof text, format, arguments);
  host_log(level, text);
}

static double seconds_of(int64_t time, AVRational base) { return time == AV_NOPTS_VALUE ? NAN : time * av_q2d(base); }

static double mask_of(const AVChannelLayout *layout) {
  return layout->order == AV_CHANNEL_ORDER_NATIVE ? (double)layout->u.mask : 0;
}

/* FFmpeg's release, such as "9.0.2". */
EXPORT("version") const char *version(void) { return av_version_info(); }
EXPORT("info") void *get_info(void) { return &info; }
EXPORT("allocate") void *allocate(int size) { return av_malloc(size); }
EXPORT("marks") double *get_marks(void) { return marks; }
EXPORT("plane") float *get_plane(int channel) { return planes[channel]; }
EXPORT("container_name") const char *container_name(void) { return container ? container->iformat->name : ""; }
EXPORT("codec_name") const char *codec_name(void) { return track ? avcodec_get_name(track->codecpar->codec_id) : ""; }
EXPORT("codec_data") uint8_t *codec_data(void) { return track ? track->codecpar->extradata : 0; }
EXPORT("codec_data_size") int codec_data_size(void) { return track ? track->codecpar->extradata_size : 0; }
EXPORT("packet_data") uint8_t *packet_data(void) { return packet->data; }
EXPORT("error_text") const char *error_text(int code) {
  static char text[AV_ERROR_MAX_STRING_SIZE];
  av_strerror(code, text, sizeof text);
  return text;
}

/* Before open_input: an option of the demuxer, such as "ignore_length". */
EXPORT("set_option") int set_option(const char *key, const char *value) { return av_dict_set(&options, key, value, 0); }

/* From now on this track is read, and `info` is about it. */
static void take_track(AVStream *stream) {
  if (track) track->discard = AVDISCARD_ALL;
  track = stream;
  track->discard = AVDISCARD_DEFAULT;
  info.sample_rate = track->codecpar->sample_rate;
  info.channels = track->codecpar->ch_layout.nb_channels;
  info.channel_mask = mask_of(&track->codecpar->ch_layout);
  info.initial_padding = track->codecpar->initial_padding;
  info.time_base_num = track->time_base.num;
  info.time_base_den = track->time_base.den;
  info.duration_seconds = info.track_seconds = 0;
  if (track->duration != AV_NOPTS_VALUE) info.duration_seconds = info.track_seconds = track->duration * av_q2d(track->time_base);
  else if (container->duration != AV_NOPTS_VALUE) info.duration_seconds = container->duration / (double)AV_TIME_BASE;
  info.duration_is_exact = container->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
  info.container_start_seconds = seconds_of(container->start_time, AV_TIME_BASE_Q);
  info.track_start_seconds = seconds_of(track->start_time, track->time_base);
  info.first_packet_seconds = NAN;
}

/* The audio track of this number, counted from 1 in the container's order; null if there is none. */
static AVStream *find_track(int number) {
  for (unsigned i = 0; i < container->nb_streams; i++)
    if (container->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO && --number == 0) return container->streams[i];
  return 0;
}

/* After open_input and before anything is read: another track than the one that was picked. Returns 1 if there is none. */
EXPORT("select_track") int select_track(int number) {
  AVStream *found = find_track(number);
  if (!found) return 1;
  take_track(found);
  return 0;
}

/* Number of the track that is read, counted from 1. */
EXPORT("track_number") int track_number(void) {
  int number = 1;
  while (find_track(number) != track) number++;
  return number;
}

/* What the container says of an audio track, as doubles in this order; durations and times in seconds, NAN if not known. */
EXPORT("track_facts") double *track_facts(int number) {
  static double facts[8];
  AVStream *found = find_track(number);
  if (!found) return 0;
  facts[0] = found->codecpar->ch_layout.nb_channels;
  facts[1] = found->codecpar->sample_rate;
  facts[2] = (found->disposition & AV_DISPOSITION_DEFAULT) != 0;
  facts[3] = seconds_of(found->duration, found->time_base);
  facts[4] = seconds_of(found->start_time, found->time_base);
  facts[5] = avcodec_find_decoder(found->codecpar->codec_id) != 0;
  facts[6] = found->disposition;
  facts[7] = found->id;
  return facts;
}
EXPORT("track_codec") const char *track_codec(int number) {
  AVStream *found = find_track(number);
  return found ? avcodec_get_name(found->codecpar->codec_id) : "";
}
/* A tag of an audio track, such as "language" or "title"; empty if it has none. */
EXPORT("track_tag") const char *track_tag(int number, const char *key) {
  AVStream *found = find_track(number);
  const AVDictionaryEntry *entry = found ? av_dict_get(found->metadata, key, 0, 0) : 0;
  return entry ? entry->value : "";
}

/* Opens the container and picks the audio track: the first one marked default, else the first. Returns 1 if there is none. */
EXPORT("open_input") int open_input(void) {
  av_log_set_callback(log_line);
  uint8_t *buffer = av_malloc(IO_BUFFER);
  packet = av_packet_alloc();
  frame = av_frame_alloc();
  container = avformat_alloc_context();
  if (!buffer || !packet || !frame || !container) return AVERROR(ENOMEM);
  container->pb = avio_alloc_context(buffer, IO_BUFFER, 0, 0, read_bytes, 0, seek_bytes);
  if (!container->pb) return AVERROR(ENOMEM);
  container->interrupt_callback.callback = interrupted;
  int code = avformat_open_input(&container, "", 0, &options);
  if (code < 0) return code;
  code = avformat_find_stream_info(container, 0);
  AVStream *best = 0;
  for (unsigned i = 0; i < container->nb_streams; i++) {
    AVStream *stream = container->streams[i];
    enum AVMediaType type = stream->codecpar->codec_type;
    stream->discard = AVDISCARD_ALL;
    if (type == AVMEDIA_TYPE_VIDEO && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC)) info.video_tracks++;
    if (type != AVMEDIA_TYPE_AUDIO) continue;
    info.audio_tracks++;
    int is_default = stream->disposition & AV_DISPOSITION_DEFAULT;
    if (!best || (is_default && !(best->disposition & AV_DISPOSITION_DEFAULT))) best = stream;
  }
  if (!best) return code < 0 ? code : 1;
  take_track(best);
  return 0;
}

/* All tags as "key\nvalue\0" records, ended by an empty one: the file's first, then the track's. */
EXPORT("metadata") const char *metadata(void) {
  AVBPrint text;
  const AVDictionaryEntry *entry = 0;
  av_bprint_init(&text, 0, 1 << 20);
  const AVDictionary *sources[] = {container->metadata, track ? track->metadata : 0};
  for (int i = 0; i < 2; i++)
    while ((entry = av_dict_get(sources[i], "", entry, AV_DICT_IGNORE_SUFFIX))) {
      if (strlen(entry->value) > 1 << 16) continue;
      av_bprintf(&text, "%s\n%s", entry->key, entry->value);
      av_bprint_chars(&text, 0, 1);
    }
  av_bprint_chars(&text, 0, 1);
  char *result = 0;
  return av_bprint_finalize(&text, &result) < 0 ? "" : result;
}

EXPORT("open_decoder") int open_decoder(void) {
  const AVCodec *codec = avcodec_find_decoder(track->codecpar->codec_id);
  if (!codec) return AVERROR_DECODER_NOT_FOUND;
  decoder = avcodec_alloc_context3(codec);
  if (!decoder) return AVERROR(ENOMEM);
  int code = avcodec_parameters_to_context(decoder, track->codecpar);
  if (code < 0) return code;
  decoder->pkt_timebase = track->time_base;
  return avcodec_open2(decoder, codec, 0);
}

/* Reads the next packet of the audio track. Returns 1, 0 at the end, negative when reading failed (which also ends it). */
EXPORT("read_packet") int read_packet(void) {
  for (;;) {
    av_packet_unref(packet);
    int code = av_read_frame(container, packet);
    if (code == AVERROR(EAGAIN)) continue;
    if (code < 0) {
      info.read_error = code == AVERROR_EOF ? 0 : code;
      return code == AVERROR_EOF ? 0 : code;
    }
    if (packet->stream_index != track->index) continue;
    size_t size = 0;
    uint8_t *skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    info.skip_start = skip && size >= 10 ? AV_RL32(skip) : 0;
    info.skip_end = skip && size >= 10 ? AV_RL32(skip + 4) : 0;
    info.packet_pts = packet->pts == AV_NOPTS_VALUE ? NAN : (double)packet->pts;
    info.packet_duration = (double)packet->duration;
    if (isnan(info.first_packet_seconds)) info.first_packet_seconds = seconds_of(packet->pts, track->time_base);
    return 1;
  }
}
/* Where the packet lies in the file, in bytes; negative if the container does not say. */
EXPORT("packet_position") double packet_position(void) { return (double)packet->pos; }
EXPORT("packet_size") int packet_size(void) { return packet->size; }

/* How much of an Opus track to drop at the start is said by OpusHead and again by Matroska's CodecDelay. FFmpeg 5 wrote a wrong
 * CodecDelay for inputs that are not at 48 kHz, which FFmpeg 9 believes: without it the decoder takes what OpusHead says. */
static void trust_opus_head(void) {
  size_t size = 0;
  if (track->codecpar->codec_id != AV_CODEC_ID_OPUS || !av_strstart(container->iformat->name, "matroska", 0)) return;
  uint8_t *skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
  if (skip && size >= 4) AV_WL32(skip, 0);
}

static int next_frame(void) {
  for (;;) {
    int code = avcodec_receive_frame(decoder, frame);
    if (code == 0) {
      if (frame->nb_samples <= 0 || frame->ch_layout.nb_channels <= 0) continue;
      if (frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT)) info.damaged_packets++;
      return 1;
    }
    if (code == AVERROR_EOF) return 0;
    if (code != AVERROR(EAGAIN)) {
      info.damaged_packets++;
      if (draining) return 0;
    }
    if (draining) return 0;
    code = input_ended ? 0 : read_packet();
    if (code <= 0) {
      input_ended = draining = 1;
      avcodec_send_packet(decoder, 0);
      continue;
    }
    if (packet->flags & AV_PKT_FLAG_CORRUPT) info.discontinuities++;
    trust_opus_head();
    code = avcodec_send_packet(decoder, packet);
    if (code < 0 && code != AVERROR(EAGAIN)) info.damaged_packets++;
  }
}

#define CONVERT(type, expression)                                                                                            \
  for (int c = 0; c < channels; c++) {                                                                                       \
    const type *in = planar ? (const type *)frame->extended_data[c] + from : (const type *)frame->extended_data[0] + from * channels + c; \
    int step = planar ? 1 : channels;                                                                                        \
    float *out = planes[c] + at;                                                                                             \
    for (int i = 0; i < count; i++, in += step) out[i] = (expression);                                                       \
  }                                                                                                                          \
  break;

static void convert(int from, int at, int count) {
  int channels = frame->ch_layout.nb_channels;
  int planar = av_sample_fmt_is_planar(frame->format);
  switch (av_get_packed_sample_fmt(frame->format)) {
    case AV_SAMPLE_FMT_U8: CONVERT(uint8_t, (*in - 128) / 128.0f)
    case AV_SAMPLE_FMT_S16: CONVERT(int16_t, *in / 32768.0f)
    case AV_SAMPLE_FMT_S32: CONVERT(int32_t, *in / 2147483648.0f)
    case AV_SAMPLE_FMT_S64: CONVERT(int64_t, *in / 9223372036854775808.0f)
    case AV_SAMPLE_FMT_FLT: CONVERT(float, *in)
    case AV_SAMPLE_FMT_DBL: CONVERT(double, (float)*in)
    default: break;
  }
}

/* Decodes into the planes. Returns the number of samples per channel (max CHUNK), all of one rate and layout; 0 at the end. */
EXPORT("decode") int decode(void) {
  int filled = 0;
  info.chunk_marks = 0;
  while (filled < CHUNK) {
    if (!frame_waiting) {
      if (!next_frame()) break;
      frame_waiting = 1;
      frame_offset = 0;
    }
    if (frame_offset == 0 && info.chunk_marks == MAX_MARKS) break;
    int channels = frame->ch_layout.nb_channels;
    if (channels > MAX_CHANNELS) return AVERROR(ENOSYS);
    if (filled == 0) {
      info.chunk_sample_rate = frame->sample_rate;
      info.chunk_channels = channels;
      info.chunk_channel_mask = mask_of(&frame->ch_layout);
    } else if (info.chunk_sample_rate != frame->sample_rate || info.chunk_channels != channels) break;
    for (int c = 0; c < channels; c++)
      if (!planes[c] && !(planes[c] = av_malloc(CHUNK * sizeof(float)))) return AVERROR(ENOMEM);
    if (frame_offset == 0) {
      marks[2 * (int)info.chunk_marks] = filled;
      marks[2 * (int)info.chunk_marks++ + 1] = seconds_of(frame->pts, decoder->pkt_timebase);
    }
    int count = FFMIN(frame->nb_samples - frame_offset, CHUNK - filled);
    convert(frame_offset, filled, count);
    filled += count;
    frame_offset += count;
    if (frame_offset >= frame->nb_samples) frame_waiting = 0;
  }
  return filled;
}

static SwrContext *resampler;
static float *resampled[MAX_CHANNELS];
static int resampled_capacity;

/* Kaiser-windowed sinc, 68 taps at the lower of the two rates. With this cutoff the transition band ends at the lower Nyquist
 * frequency in both directions: swresample takes `cutoff` as a share of the output's, so it is scaled when the rate goes up.
 * Ratios of up to 1024 phases are exact; for others (44 099 Hz) the filter is interpolated between phases. */
EXPORT("open_resampler") int open_resampler(int channels, int from_rate, int to_rate) {
  AVChannelLayout layout;
  if (channels < 1 || channels > MAX_CHANNELS) return AVERROR(EINVAL);
  av_channel_layout_default(&layout, channels);
  for (int c = 0; c < channels; c++)
    if (!(planes[c] = av_malloc(CHUNK * sizeof(float)))) return AVERROR(ENOMEM);
  int code = swr_alloc_set_opts2(&resampler, &layout, AV_SAMPLE_FMT_FLTP, to_rate, &layout, AV_SAMPLE_FMT_FLTP, from_rate, 0, 0);
  if (code < 0) return code;
  av_opt_set_int(resampler, "filter_size", 61, 0);
  av_opt_set_double(resampler, "cutoff", 0.9065 * FFMIN(1, from_rate / (double)to_rate), 0);
  av_opt_set_int(resampler, "filter_type", SWR_FILTER_TYPE_KAISER, 0);
  av_opt_set_double(resampler, "kaiser_beta", 10, 0);
  av_opt_set_int(resampler, "exact_rational", 1, 0);
  av_opt_set_int(resampler, "linear_interp", 1, 0);
  /* Beyond this rate times 1024 phases swresample's counters overflow. */
  av_opt_set_int(resampler, "phase_shift", from_rate > 1000000 ? 9 : 10, 0);
  return swr_init(resampler);
}

/* Takes `count` samples (at most CHUNK) from each plane; returns how many are in each resampled plane now. */
EXPORT("resample") int resample(int count) {
  int channels = 0;
  int limit = swr_get_out_samples(resampler, count);
  while (channels < MAX_CHANNELS && planes[channels]) channels++;
  if (limit > resampled_capacity) {
    resampled_capacity = 0;
    for (int c = 0; c < channels; c++) {
      av_freep(&resampled[c]);
      if (!(resampled[c] = av_malloc(limit * sizeof(float)))) return AVERROR(ENOMEM);
    }
    resampled_capacity = limit;
  }
  return swr_convert(resampler, (uint8_t *const *)resampled, resampled_capacity, (const uint8_t *const *)planes, count);
}
EXPORT("resampled_plane") float *resampled_plane(int channel) { return resampled[channel]; }
