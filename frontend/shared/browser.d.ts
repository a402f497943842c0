/** What browsers have and the standard library of types does not know yet. */
interface TrustedHTML {}
interface TrustedScriptURL {}

interface TrustedTypePolicy {
  createHTML(input: string): TrustedHTML;
  createScriptURL(input: string): TrustedScriptURL;
}

interface Window {
  trustedTypes?: {
    createPolicy(name: string, rules: { createHTML?(input: string): string; createScriptURL?(input: string): string }): TrustedTypePolicy;
  };
}
