// Reads seals with @sd-jwt/core: {"key": JWK, "seals": [SD-JWT...], "present": [SD-JWT, frame]} on standard input,
// {"read": [payload or {"refused": why}...], "presented": SD-JWT} on standard output.
import { createPublicKey, verify } from "node:crypto";
import { SDJwtInstance } from "@sd-jwt/core";
import { digest } from "@sd-jwt/crypto-nodejs";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const asked = JSON.parse(Buffer.concat(chunks).toString("utf-8"));

const key = createPublicKey({ key: asked.key, format: "jwk" });
const reader = new SDJwtInstance({
  hasher: digest,
  hashAlg: "sha-256",
  verifier: (data, signature) => verify(null, Buffer.from(data), key, Buffer.from(signature, "base64url")),
});

const read = [];
for (const seal of asked.seals) {
  try {
    const { payload } = await reader.verify(seal);
    read.push(payload);
  } catch (error) {
    read.push({ refused: error.message });
  }
}
const presented = await reader.present(asked.present[0], asked.present[1]);
process.stdout.write(JSON.stringify({ read, presented }));
