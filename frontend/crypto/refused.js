/** What every reader and check of this folder throws: one stable code of docs/messaging-protocol.md, and never a value. */
export class Refused extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.name = "Refused";
    this.code = code;
  }
}

/** @type {(holds: unknown, code: string) => asserts holds} */
export function require(holds, code) {
  if (!holds) throw new Refused(code);
}
