/** What browsers have and the standard library of types does not know yet. */
interface TrustedHTML {}

interface TrustedTypePolicy {
  createHTML(input: string): TrustedHTML;
}

interface Window {
  trustedTypes?: {
    createPolicy(name: string, rules: { createHTML(input: string): string }): TrustedTypePolicy;
  };
}
