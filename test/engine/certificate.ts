// A self-signed X.509 certificate (RFC 5280) around an EC key, in PEM: the form in which a registry wants the public key
// of its token server. Nothing is read from it but the key, so it holds only what the format demands.

import { type KeyObject, randomBytes, sign } from "node:crypto";

export function selfSigned(commonName: string, privateKey: KeyObject, publicKey: KeyObject): string {
  const algorithm = sequence(objectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const name = sequence(der(0x31, sequence(objectIdentifier(0x55, 0x04, 0x03), der(0x0c, Buffer.from(commonName)))));
  const day = 24 * 60 * 60 * 1000;
  const validity = sequence(time(Date.now() - day), time(Date.now() + 30 * day));
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1, ...randomBytes(8)]));
  const key = publicKey.export({ type: "spki", format: "der" });
  const contents = sequence(version3, serial, algorithm, name, validity, name, key);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", contents, privateKey));
  const base64 = sequence(contents, algorithm, signature).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`;
}

/** One element of the distinguished encoding: tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const digits = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, body]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function objectIdentifier(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

/** UTCTime: YYMMDDHHMMSSZ */
function time(milliseconds: number): Buffer {
  return der(
    0x17,
    Buffer.from(
      `${new Date(milliseconds)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, "")
        .slice(2)}`,
    ),
  );
}
