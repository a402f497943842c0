/** What the parts of the Worker throw: a code of `types.js`, with what belongs to it. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {Record<string, any>} [detail]
   * @param {string} [words] the server's own sentence
   */
  constructor(code, detail = {}, words = "") {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
    this.words = words;
  }
}

/** Nothing is sealed and nothing opened any more until the member has read why. `proof` goes into the evidence. */
export class Stop extends Refusal {
  /**
   * @param {string} code
   * @param {Record<string, any>} [proof] objects in base64, notes as they came
   */
  constructor(code, proof = {}) {
    super(code);
    this.name = "Stop";
    this.proof = proof;
  }
}

/**
 * The code of whatever was thrown. A fault of our own is no finding about anybody else: it is thrown on.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

/** No answer, or nobody to answer to: no finding about what was asked for. */
export const PASSING = new Set(["offline", "signed-out", "locked"]);

/** @param {unknown} error */
export function isPassing(error) {
  return error instanceof Refusal && PASSING.has(error.code);
}

/**
 * Throw CODE in place of the codes that reading and checking may end with; a `Stop`, a lost connection and a fault of our own stay what
 * they are.
 *
 * @template T
 * @param {string} code
 * @param {() => Promise<T>} act
 * @param {Record<string, any>} [detail]
 * @returns {Promise<T>}
 */
export async function refuseAs(code, act, detail = {}) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Stop || isPassing(error)) throw error;
    throw new Refusal(code, { ...detail, because: codeOf(error) });
  }
}
