// Unpacks a body that came compressed although nobody asked for it (RFC 9110, section 8.4): files that are stored so, or a caller's own
// Accept-Encoding. Node's zlib does it; a beginning of a body gives the beginning of its text.
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from "node:zlib";

/** `undefined` where it would be longer than `most` bytes; as it is where the coding isn't known or the body isn't in it. */
export function unpacked(bytes: Buffer, coding: string | undefined, most: number): Buffer | undefined {
  try {
    return unpack(bytes, coding?.trim().toLowerCase(), most);
  } catch (error) {
    const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return tooLong ? undefined : bytes;
  }
}

function unpack(bytes: Buffer, coding: string | undefined, maxOutputLength: number): Buffer {
  const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH };
  if (coding === "gzip" || coding === "x-gzip") return gunzipSync(bytes, options);
  if (coding === "deflate") return inflateSync(bytes, options);
  if (coding === "br")
    return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });
  return bytes;
}
