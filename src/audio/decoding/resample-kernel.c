/* The inner loop of resample.ts, sixteen products at a time (WebAssembly SIMD). resample-kernel.ts holds it compiled:
 *   clang-14 --target=wasm32 -O3 -msimd128 -fno-builtin -c resample-kernel.c -o resample-kernel.o
 *   wasm-ld-14 --no-entry -z stack-size=1024 --strip-all resample-kernel.o -o resample-kernel.wasm
 *   base64 resample-kernel.wasm
 */
#include <wasm_simd128.h>

/* out[n] = sum over k of table[row][k] * in[at + k]: `at` and the row walk on by `whole` and `part`/`up` of a sample.
 * taps is a multiple of 16. */
__attribute__((export_name("resample"))) void resample(const float *table, int taps, int phases, int up, int whole,
                                                       int part, int phase, const float *in, float *out, int count) {
  for (int n = 0; n < count; n++) {
    int row = phases == up ? phase : (int)(((long long)phase * phases) / up);
    const float *a = table + row * taps;
    v128_t s0 = wasm_f32x4_const(0, 0, 0, 0), s1 = s0, s2 = s0, s3 = s0;
    for (int k = 0; k < taps; k += 16) {
      s0 = wasm_f32x4_add(s0, wasm_f32x4_mul(wasm_v128_load(a + k), wasm_v128_load(in + k)));
      s1 = wasm_f32x4_add(s1, wasm_f32x4_mul(wasm_v128_load(a + k + 4), wasm_v128_load(in + k + 4)));
      s2 = wasm_f32x4_add(s2, wasm_f32x4_mul(wasm_v128_load(a + k + 8), wasm_v128_load(in + k + 8)));
      s3 = wasm_f32x4_add(s3, wasm_f32x4_mul(wasm_v128_load(a + k + 12), wasm_v128_load(in + k + 12)));
    }
    v128_t s = wasm_f32x4_add(wasm_f32x4_add(s0, s1), wasm_f32x4_add(s2, s3));
    out[n] = wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 2) + wasm_f32x4_extract_lane(s, 3);
    in += whole;
    phase += part;
    if (phase >= up) {
      phase -= up;
      in++;
    }
  }
}
