/** Mulberry32: the corpus is the same in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const hex = `${digits}abcdef`;
const base62 = lower + upper + digits;
const base64 = `${base62}+/`;

type Draw = (alphabet: string, length: number) => string;

interface SecretKind {
  readonly name: string;
  /** What the variable is called. */
  readonly variable: string;
  readonly make: (draw: Draw) => string;
  /** What must not arrive; the whole value where not given. */
  readonly secretPart?: (value: string) => string;
}

const kind = (
  name: string,
  variable: string,
  make: SecretKind['make'],
  secretPart?: SecretKind['secretPart'],
): SecretKind => ({ name, variable, make, ...(secretPart && { secretPart }) });

const pem = (label: string) => (draw: Draw) =>
  `-----BEGIN ${label}-----\n${Array.from({ length: 8 }, () => draw(base64, 64)).join('\n')}\n-----END ${label}-----`;
const secondLine = (value: string): string => value.split('\n')[2] ?? '';
const password = (url: string): string => /:([^:@/]+)@/.exec(url)?.[1] ?? url;

/** Thirty kinds of secrets, by the shapes that their services document. All are drawn at random; none opens anything. */
export const secretKinds: readonly SecretKind[] = [
  kind('aws access key id', 'awsAccessKeyId', (draw) => `AKIA${draw(upper + '234567', 16)}`),
  kind('aws secret key', 'awsSecretAccessKey', (draw) => draw(base64, 40)),
  kind('github token', 'githubToken', (draw) => `ghp_${draw(base62, 36)}`),
  kind('github oauth', 'oauth', (draw) => `gho_${draw(base62, 36)}`),
  kind('gitlab token', 'gitlab', (draw) => `glpat-${draw(base62, 20)}`),
  kind('slack token', 'slack', (draw) => `xoxb-${draw(digits, 12)}-${draw(digits, 12)}-${draw(base62, 24)}`),
  kind(
    'slack webhook',
    'hook',
    (draw) => `https://hooks.slack.com/services/T${draw(upper, 8)}/B${draw(upper, 8)}/${draw(base62, 24)}`,
    (value) => value.slice(-24),
  ),
  kind('stripe key', 'stripe', (draw) => `sk_live_${draw(base62, 24)}`),
  kind('openai key', 'openai', (draw) => `sk-proj-${draw(base62, 48)}`),
  kind('anthropic key', 'anthropic', (draw) => `sk-ant-api03-${draw(base62, 80)}`),
  kind('mistral key', 'mistralApiKey', (draw) => draw(base62, 32)),
  kind('deepseek key', 'deepseek', (draw) => `sk-${draw(hex, 32)}`),
  kind('google api key', 'google', (draw) => `AIza${draw(base62, 35)}`),
  kind('rsa key', 'pem', pem('RSA PRIVATE KEY'), secondLine),
  kind('openssh key', 'identity', pem('OPENSSH PRIVATE KEY'), secondLine),
  kind('npm token', 'npm', (draw) => `npm_${draw(base62, 36)}`),
  kind('pypi token', 'pypi', (draw) => `pypi-AgEIcHlwaS5vcmc${draw(base62, 60)}`),
  kind('sendgrid key', 'mail', (draw) => `SG.${draw(base62, 22)}.${draw(base62, 43)}`),
  kind('twilio token', 'twilioAuthToken', (draw) => draw(hex, 32)),
  kind(
    'azure storage',
    'storage',
    (draw) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${draw(base64, 86)}==`,
    (value) => value.slice(-80, -2),
  ),
  kind('basic auth url', 'endpoint', (draw) => `https://deploy:${draw(base62, 14)}@ci.example.com/run`, password),
  kind('postgres url', 'database', (draw) => `postgres://app:${draw(base62, 16)}@db.internal:5432/shop`, password),
  kind('json web token', 'session', (draw) => `eyJ${draw(base62, 30)}.eyJ${draw(base62, 60)}.${draw(base62, 43)}`),
  kind('digitalocean token', 'ocean', (draw) => `dop_v1_${draw(hex, 64)}`),
  kind('hugging face token', 'hub', (draw) => `hf_${draw(base62, 34)}`),
  kind('telegram token', 'bot', (draw) => `1${draw(digits, 9)}:AA${draw(base62, 33)}`),
  kind('discord token', 'discord', (draw) => `M${draw(base62, 23)}.${draw(base62, 6)}.${draw(base62, 38)}`),
  kind('linear key', 'linear', (draw) => `lin_api_${draw(base62, 40)}`),
  kind('password', 'dbPassword', (draw) => `${draw(base62, 7)}9!${draw(lower, 4)}`),
  kind('signing secret', 'webhookSecret', (draw) => draw(hex, 64)),
];

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const screaming = (name: string): string => snake(name).toUpperCase();

interface Language {
  readonly id: string;
  /** A realistic file with a value assigned to a variable in it, and where completion goes on (`█`). */
  readonly file: (variable: string, value: string) => string;
}

const quote = (value: string, many: string): string => (value.includes('\n') ? `${many}${value}${many}` : `"${value}"`);

export const languages: readonly Language[] = [
  {
    id: 'python',
    file: (variable, value) =>
      `import os\n\n${screaming(variable)} = ${quote(value, '"""')}\n\ndef connect(host: str):\n    client = Client(host, ${screaming(variable)})\n    return █\n`,
  },
  {
    id: 'typescript',
    file: (variable, value) =>
      `import { Client } from './client.ts';\n\nconst ${variable}: string = ${quote(value, '`')};\n\nexport function connect(host: string): Client {\n  return █\n}\n`,
  },
  {
    id: 'go',
    file: (variable, value) =>
      `package main\n\nfunc connect(host string) *Client {\n\t${variable} := ${quote(value, '`')}\n\treturn █\n}\n`,
  },
  {
    id: 'java',
    file: (variable, value) =>
      `class Config {\n    private static final String ${screaming(variable)} = ${quote(value, '"""')};\n\n    Client connect(String host) {\n        return █\n    }\n}\n`,
  },
  {
    id: 'rust',
    file: (variable, value) =>
      `const ${screaming(variable)}: &str = ${quote(value, '"')};\n\npub fn connect(host: &str) -> Client {\n    █\n}\n`,
  },
];

export interface PlantedSecret {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** What must not be in anything that is sent. */
  readonly secret: string;
}

/** `count` secrets, over all kinds and languages in turn. */
export function plantSecrets(count: number): readonly PlantedSecret[] {
  const random = createRandom(20_261_120);
  const draw: Draw = (alphabet, length) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return Array.from({ length: count }, (_unused, index) => {
    const secretKind = secretKinds[index % secretKinds.length] as SecretKind;
    // A different stride, so that each kind meets each language.
    const language = languages[Math.floor(index / secretKinds.length + index) % languages.length] as Language;
    const value = secretKind.make(draw);
    return {
      name: secretKind.name,
      languageId: language.id,
      text: language.file(secretKind.variable, value),
      secret: secretKind.secretPart?.(value) ?? value,
    };
  });
}
