#!/bin/sh
# Builds ffmpeg.wasm: FFmpeg's demuxers, audio decoders and resampler (LGPL 2.1 or later: no --enable-gpl, no --enable-nonfree)
# behind the functions of decode.c, and writes BUILD.json, the record of what it was built from. Half a minute on two cores.
#   decoders/ffmpeg/build.sh             takes the source from the crate ffmpeg-src, by cargo
#   decoders/ffmpeg/build.sh TARBALL     takes FFmpeg's own release, ffmpeg-9.0.2.tar.xz; the result is the same
#   decoders/ffmpeg/build.sh --check …   writes nothing; fails unless the result is the recorded one, byte for byte
# Needs Debian 12's clang-19 lld-19 llvm-19 wasi-libc libclang-rt-19-dev-wasm32 binaryen make patch xz-utils python3,
# and cargo without TARBALL.
set -eu
version=9.0.2
# Both hold the same files, but the crate leaves out tests and documents. The release is signed by FFmpeg's release key,
# FCF9 86EA 15E6 E293 A564 4F10 B432 2F04 D676 58D8; the crate was compared with it file by file.
crate_sha256=757c3b6928fd4f78a84ffe00fea21efb31984aeb492e9b3ff04aa4da8fca8d0d
release_sha256=8c3850283eb25fa026482078a04051e0be17347b09ef81a0849bec15a96e002e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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

check=
if [ "${1-}" = --check ]; then
  check=yes
  shift
fi
if [ $# -gt 0 ]; then
  tarball=$(realpath "$1")
else
  printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\nffmpeg-src = "=%s"\n' \
    "$version" > "$work/Cargo.toml"
  : > "$work/lib.rs"
  (cd "$work" && cargo vendor --quiet crates > "$work/cargo.txt")
  tarball=$work/crates/ffmpeg-src/native/ffmpeg.tar.xz
fi
case $(sha256sum "$tarball" | cut -d ' ' -f 1) in
  "$crate_sha256" | "$release_sha256") ;;
  *) echo "checksum mismatch: $tarball is not the source of FFmpeg $version" >&2; exit 1 ;;
esac
source=$work/source
objects=$work/objects
mkdir "$source" "$objects"
tar -xf "$tarball" -C "$source" --strip-components=1
# Without it the version would be that of a Git checkout around the folder.
echo "$version" > "$source/VERSION"
for patch in "$here"/*.patch; do patch -s -p1 -d "$source" < "$patch"; done

list() { for name in $2; do printf -- '--enable-%s=%s ' "$1" "$name"; done; }
target="--target=wasm32-wasi -O3 -msimd128 -mbulk-memory"

cd "$objects"
# shellcheck disable=SC2046
"$source/configure" --prefix=/ffmpeg --cc="clang-19 --target=wasm32-wasi" --host-cc=clang-19 \
  --ar=llvm-ar-19 --ranlib=llvm-ranlib-19 --nm=llvm-nm-19 --target-os=none --arch=wasm \
  --enable-cross-compile --disable-asm --disable-stripping --disable-programs --disable-doc --disable-debug \
  --disable-everything --disable-network --disable-pthreads --disable-w32threads --disable-os2threads --disable-autodetect \
  --disable-avdevice --disable-avfilter --disable-swscale \
  --extra-cflags="-O3 -msimd128 -mbulk-memory -D_WASI_EMULATED_PROCESS_CLOCKS" --optflags="-O3" \
  $(list decoder "$decoders") $(list demuxer "$demuxers") $(list parser "$parsers") > configure.txt
# Lets the compiler sum four products at a time: the resampler is three times as fast.
echo 'libswresample/resample_dsp.o: CFLAGS += -fassociative-math -fno-signed-zeros -fno-trapping-math' >> ffbuild/config.mak
libraries="libavformat/libavformat.a libavcodec/libavcodec.a libswresample/libswresample.a libavutil/libavutil.a"
# shellcheck disable=SC2086
make -s -j"$(nproc)" $libraries

# shellcheck disable=SC2086
clang-19 $target -I "$source" -I . -c "$here/decode.c" -o decode.o
# Linked without clang, which would run any wasm-opt that it finds in PATH. The stack comes first in memory, so that a stack
# overflow traps instead of overwriting data.
sysroot=$(dirname "$(clang-19 --target=wasm32-wasi -print-file-name=crt1-reactor.o)")
# shellcheck disable=SC2086
wasm-ld-19 -m wasm32 --entry _initialize "$sysroot/crt1-reactor.o" decode.o $libraries -L"$sysroot" \
  -lwasi-emulated-process-clocks -lc "$(clang-19 --target=wasm32-wasi -print-libgcc-file-name)" \
  --strip-all --gc-sections --stack-first -z stack-size=2097152 \
  --initial-memory=16777216 --max-memory=536870912 -o linked.wasm
/usr/bin/wasm-opt -O3 --enable-simd --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
  linked.wasm -o built.wasm
recorded=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["result"]["sha256"])' "$here/BUILD.json")
built=$(sha256sum built.wasm | cut -d ' ' -f 1)
if [ "$built" = "$recorded" ]; then
  echo "the result is the recorded one: $built"
elif [ "$check" ]; then
  echo "checksum mismatch: built $built, recorded $recorded (BUILD.json names the compiler's packages)" >&2
  exit 1
else
  echo "the result is new: $built, recorded was $recorded"
fi
[ -z "$check" ] || exit 0
cp built.wasm "$here/ffmpeg.wasm"
python3 "$here/write-record.py" "$version" "$crate_sha256" "$release_sha256"
