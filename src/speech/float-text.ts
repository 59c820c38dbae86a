/** Floats as text, bit by bit: JSON numbers would take three times the space. */
export type FloatText = string;

export function floatsToText(floats: Float32Array): FloatText {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString("base64");
}

export function textToFloats(text: FloatText): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer);
}
