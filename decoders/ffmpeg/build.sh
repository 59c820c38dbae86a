#!/bin/sh
# Builds ffmpeg.wasm: the demuxers and audio decoders of FFmpeg (LGPL 2.1 or later: no --enable-gpl, no --enable-nonfree)
# behind the few functions of decode.c. Needs Debian's `emscripten`, make and the unpacked source of FFmpeg 5.1.9:
#   apt-get install emscripten && apt-get source ffmpeg
#   decoders/ffmpeg/build.sh ffmpeg-5.1.9 [folder for the object files]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
objects=${2:-$source/build-wasm}

decoders="aac aac_latm alac ac3 eac3 dca mlp truehd mp1float mp2float mp3float flac vorbis opus
wmav1 wmav2 wmapro wmalossless wmavoice xma1 xma2 amrnb amrwb wavpack tta ape mpc7 mpc8 tak shorten als ralf
cook ra_144 ra_288 sipr atrac1 atrac3 atrac3p gsm gsm_ms g723_1 g729 qcelp evrc nellymoser speex truespeech
qdm2 qdmc mace3 mace6 dss_sp sbc aptx aptx_hd dsd_lsbf dsd_msbf dsd_lsbf_planar dsd_msbf_planar dst
pcm_alaw pcm_mulaw pcm_bluray pcm_dvd pcm_f16le pcm_f24le pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_s8 pcm_s8_planar
pcm_s16be pcm_s16be_planar pcm_s16le pcm_s16le_planar pcm_s24be pcm_s24daud pcm_s24le pcm_s24le_planar
pcm_s32be pcm_s32le pcm_s32le_planar pcm_s64be pcm_s64le pcm_u8 pcm_u16be pcm_u16le pcm_u24be pcm_u24le
pcm_u32be pcm_u32le pcm_vidc adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_ima_ws adpcm_ima_oki adpcm_g722 adpcm_g726 adpcm_g726le
adpcm_yamaha adpcm_swf adpcm_ct adpcm_sbpro_2 adpcm_sbpro_3 adpcm_sbpro_4"
demuxers="wav w64 aiff caf au mov matroska ogg flac mp3 aac loas ac3 eac3 dts dtshd truehd mlp amr amrnb amrwb
asf xwma avi mpegts mpegps flv wv tta ape mpc mpc8 tak shorten rm voc gsm g722 g723_1 g726 g726le g729 dsf iff oma aea
qcp dss sox ircam nistsphere avr mxf nut sbc aptx aptx_hd act"
parsers="aac aac_latm ac3 amr cook dca flac g723_1 g729 gsm mlp mpegaudio opus sbc sipr tak vorbis xma"

list() { for name in $2; do printf -- '--enable-%s=%s ' "$1" "$name"; done; }

mkdir -p "$objects"
cd "$objects"
if [ ! -f ffbuild/config.mak ]; then
  # shellcheck disable=SC2046
  "$source/configure" --prefix=/ffmpeg --cc=emcc --ar=emar --ranlib=emranlib --nm=emnm --target-os=none --arch=x86_32 \
    --enable-cross-compile --disable-asm --disable-stripping --disable-programs --disable-doc --disable-debug \
    --disable-everything --disable-network --disable-pthreads --disable-w32threads --disable-os2threads --disable-autodetect \
    --disable-avdevice --disable-avfilter --disable-swscale --disable-postproc \
    --extra-cflags="-O3 -msimd128" --optflags="-O3" \
    $(list decoder "$decoders") $(list demuxer "$demuxers") $(list parser "$parsers")
fi
make -j"$(nproc)" libavformat/libavformat.a libavcodec/libavcodec.a libswresample/libswresample.a libavutil/libavutil.a

emcc -O3 -msimd128 --no-entry -I "$source" -I . "$here/decode.c" \
  libavformat/libavformat.a libavcodec/libavcodec.a libswresample/libswresample.a libavutil/libavutil.a \
  -sSTANDALONE_WASM -sWASM_BIGINT -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=16MB -sMAXIMUM_MEMORY=512MB -sTOTAL_STACK=2MB \
  -sERROR_ON_UNDEFINED_SYMBOLS=0 -o "$here/ffmpeg.wasm"
