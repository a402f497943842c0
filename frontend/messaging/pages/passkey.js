/** A passkey as the third way to open one's keys: its PRF gives bytes that never leave the browser. Of the passkey itself the server hears nothing. */
import { EngineError } from "../engine.js";

/** @typedef {import("../types.js").Prf} Prf */

/** @returns {boolean} whether it is worth to ask: only the answer of the authenticator says whether it has PRF */
export function passkeysOffered() {
  return Boolean(window.PublicKeyCredential && navigator.credentials);
}

/** @returns {Uint8Array<ArrayBuffer>} nobody checks the signature, the output alone counts */
const challenge = () => crypto.getRandomValues(new Uint8Array(32));

/**
 * Make a passkey of its own for messages, so that it never takes the place of the one that signs in.
 *
 * @param {Uint8Array} input
 * @param {string} name as the browser's list of passkeys shows it
 * @returns {Promise<Prf>}
 */
export async function makePasskey(input, name) {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: challenge(),
        rp: { name: "Counterpart" },
        user: { id: challenge(), name, displayName: name },
        pubKeyCredParams: [{ type: "public-key", alg: -8 }, { type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        extensions: /** @type {any} */ ({ prf: { eval: { first: input } } }),
      },
    }),
  );
  const prf = /** @type {any} */ (made.getClientExtensionResults()).prf;
  if (!prf?.enabled && !prf?.results) throw new EngineError("passkey-without-prf");
  return prf.results ? output(made) : passkeyOutput(input, new Uint8Array(made.rawId));
}

/**
 * @param {Uint8Array} input
 * @param {Uint8Array<ArrayBuffer>} [credential] none: the member chooses
 * @returns {Promise<Prf>}
 */
export async function passkeyOutput(input, credential) {
  const shown = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: challenge(),
        userVerification: "required",
        allowCredentials: credential ? [{ type: "public-key", id: credential }] : [],
        extensions: /** @type {any} */ ({ prf: { eval: { first: input } } }),
      },
    }),
  );
  return output(shown);
}

/**
 * @param {PublicKeyCredential} credential
 * @returns {Prf}
 */
function output(credential) {
  const first = /** @type {any} */ (credential.getClientExtensionResults()).prf?.results?.first;
  if (!first) throw new EngineError("passkey-without-prf");
  return { credential: new Uint8Array(credential.rawId), output: new Uint8Array(first) };
}

/**
 * @param {() => Promise<Credential | null>} ask
 * @returns {Promise<PublicKeyCredential>}
 */
async function asked(ask) {
  try {
    return /** @type {PublicKeyCredential} */ (await ask());
  } catch {
    throw new EngineError("passkey-not-used");
  }
}
