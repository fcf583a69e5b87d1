// Decompresses a response body (RFC 9110, section 8.4). The check sends no Accept-Encoding, but a server may store files compressed, or the
// caller's headers may contain one. The beginning of a body gives the beginning of its text.
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from "node:zlib";

/** `undefined` if the result would be longer than `maxBytes`. Returns the body unchanged if the coding is unknown or wrong. */
export function decompressed(bytes: Buffer, coding: string | undefined, maxBytes: number): Buffer | undefined {
  try {
    return decompress(bytes, coding?.trim().toLowerCase(), maxBytes);
  } catch (error) {
    const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return tooLong ? undefined : bytes;
  }
}

function decompress(bytes: Buffer, coding: string | undefined, maxOutputLength: number): Buffer {
  const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH };
  if (coding === "gzip" || coding === "x-gzip") return gunzipSync(bytes, options);
  if (coding === "deflate") return inflateSync(bytes, options);
  if (coding === "br")
    return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });
  return bytes;
}
