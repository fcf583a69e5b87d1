// Signs JSON web tokens the way a registry's token server does (ES256, the key named as docker-registry names it), and
// checks them again. https://distribution.github.io/distribution/spec/auth/jwt/

import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { selfSigned } from "./certificate.ts";

export type TokenSigner = {
  sign(claims: object): string;
  /** The claims of a token that this signer signed, undefined for every other; times are not checked. */
  verified(token: string): unknown;
  /** The public key as a PEM certificate, which is how a registry wants it. */
  readonly certificate: string;
};

export function tokenSigner(name: string): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const header = base64url(JSON.stringify({ typ: "JWT", alg: "ES256", kid: keyId(publicKey) }));
  const dsaEncoding = "ieee-p1363";
  return {
    sign(claims) {
      const text = `${header}.${base64url(JSON.stringify(claims))}`;
      return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding }).toString("base64url")}`;
    },
    verified(token) {
      const [head, claims = "", signature = ""] = token.split(".");
      const signed = Buffer.from(`${head}.${claims}`);
      const good = verify("sha256", signed, { key: publicKey, dsaEncoding }, Buffer.from(signature, "base64url"));
      return head === header && good ? JSON.parse(Buffer.from(claims, "base64url").toString()) : undefined;
    },
    certificate: selfSigned(name, privateKey, publicKey),
  };
}

/** The registry's name for a key: the first 240 bits of the SHA-256 of its public part, base32, in groups of four. */
function keyId(publicKey: KeyObject): string {
  const digest = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const bits = [...digest.subarray(0, 30)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = (bits.match(/.{5}/g) ?? []).map(
    (five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)],
  );
  return (letters.join("").match(/.{4}/g) ?? []).join(":");
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
