// Generates X.509 certificates for tests (RFC 5280, DER), so that the repository contains no private key and no certificate expires.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

export interface Identity {
  /** PEM. */
  readonly cert: string;
  readonly key: KeyObject;
  readonly name: string;
}

export interface Request {
  readonly name: string;
  /** DNS names of the certificate. */
  readonly names?: readonly string[];
  readonly addresses?: readonly (readonly number[])[];
  /** Self-signed where absent. */
  readonly issuer?: Identity;
  readonly authority?: true;
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
}

export function certificate(request: Request): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { name, issuer = { name, key: privateKey } } = request;
  const tbs = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_SHA256,
    commonName(issuer.name),
    sequence(time(request.from ?? -1), time(request.until ?? 30)),
    commonName(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions(request))),
  );
  const signature = der(0x03, Buffer.of(0), sign("sha256", tbs, issuer.key));
  const body = sequence(tbs, ECDSA_SHA256, signature)
    .toString("base64")
    .replaceAll(/.{64}(?=.)/g, "$&\n");
  return { cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`, key: privateKey, name };
}

function extensions({ names = [], addresses = [], authority }: Request): Buffer[] {
  const alternatives = [
    ...names.map((name) => der(0x82, Buffer.from(name))),
    ...addresses.map((bytes) => der(0x87, Buffer.from(bytes))),
  ];
  return [
    sequence(oid(0x55, 0x1d, 0x13), der(0x04, sequence(...(authority ? [der(0x01, Buffer.of(0xff))] : [])))),
    ...(alternatives.length === 0 ? [] : [sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...alternatives)))]),
  ];
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content)), content]);
}

/** The shortest form, as DER requires. */
function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const tagged = (tag: number, part: Uint8Array) => der(tag, part);
const integer = (bytes: Uint8Array) => der(0x02, bytes);
const oid = (...bytes: readonly number[]) => der(0x06, Uint8Array.from(bytes));
const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = (name: string) => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))));

/** GeneralizedTime, `20261121153000Z`. */
const time = (days: number) =>
  der(0x18, Buffer.from(`${new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/[-:T]|\..*/g, "")}Z`));
