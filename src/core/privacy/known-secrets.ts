import type { SecretSpan } from '../host.ts';

/** A shape of secrets; the group named `value`, or the whole match, is what is hidden. */
interface SecretShape {
  readonly rule: string;
  readonly pattern: RegExp;
  /** Where the pattern is a slow one: what every match of it holds. */
  readonly sign?: RegExp;
}

/**
 * Shapes by their services' own documentation, beside those of the secret scanner's library. Most start with
 * letters that nothing else does, so that a look costs little.
 */
const shapes: readonly SecretShape[] = [
  { rule: 'google-api-key', pattern: /\bAIza[\w-]{35}/g },
  { rule: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|soat|ptt|ft|imt|agent|cbt)-[\w.-]{20,}/g },
  { rule: 'stripe-key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { rule: 'service-key', pattern: /\bsk-[A-Za-z0-9][\w-]{18,}/g },
  { rule: 'hugging-face-token', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { rule: 'digitalocean-token', pattern: /\bdo[opr]_v1_[0-9a-f]{64}/g },
  { rule: 'linear-key', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,}/g },
  { rule: 'pypi-token', pattern: /\bpypi-[\w-]{50,}/g },
  { rule: 'telegram-token', pattern: /\b\d{8,10}:AA[\w-]{33}/g },
  { rule: 'discord-token', pattern: /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g },
  { rule: 'sendgrid-key', pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/g },
  { rule: 'json-web-token', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g },
  { rule: 'azure-key', pattern: /\b(?:AccountKey|SharedAccessKey)=(?<value>[A-Za-z0-9+/]{40,}={0,2})/g },
  { rule: 'webhook', pattern: /\bhooks\.slack\.com\/services\/(?<value>[\w/]{20,})/g },
  {
    rule: 'url-password',
    sign: /:\/\//,
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`]{1,64}:(?<value>[^\s/@"'`${}<>]{3,128})@/gi,
  },
  {
    rule: 'password',
    sign: /pass|pwd/i,
    pattern:
      /\b\w{0,24}(?:passw(?:or)?d|passphrase|pwd)\w{0,12}["'`\])]*\s*[^\n;"'`]{0,24}?[=:]\s*["'`](?<value>(?=[^"'`\n]*\d)(?=[^"'`\n]*[A-Za-z])[^\s"'`]{6,128})["'`]/gi,
  },
];

/** Secrets that show by their shape; spans in the order of the shapes, which may overlap. */
export function findKnownSecrets(text: string): readonly SecretSpan[] {
  const possible = shapes.filter(({ sign }) => sign?.test(text) !== false);
  return possible.flatMap(({ rule, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const value = match.groups?.['value'] ?? match[0];
      const start = match.index + match[0].lastIndexOf(value);
      return { start, end: start + value.length, rule };
    }),
  );
}
