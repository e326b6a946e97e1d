/** What a file is by its first bytes, as far as that decides what to do with it. */
export type Sniffed = "zip" | "html" | "text" | "empty" | "binary";

export const SNIFFED_BYTES = 1024;

function startsWith(bytes: Uint8Array, ...signature: number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Bytes that no text has, UTF-16 aside, which begins with a mark or has every other byte 0. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

function isUtf16(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return true;
  const zeros = [0, 0];
  bytes.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > bytes.length * 0.3 && Math.min(even, odd) < bytes.length * 0.05;
}

export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return "empty";
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0x50, 0x4b, 0x05, 0x06)) {
    return "zip";
  }
  if (isUtf16(bytes)) return "text";
  if (hasControls(bytes)) return "binary";
  const words = new TextDecoder().decode(bytes).trimStart().toLowerCase();
  return /^(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b/s.test(words) ? "html" : "text";
}
