import { randomBytes } from 'node:crypto';

/** 128 random bits as 32 hexadecimal digits. */
export function randomId(): string {
  return randomBytes(16).toString('hex');
}

/** Uniform in [0, 1). For jitter and sampling, not for keys. */
export function random(): number {
  return Math.random();
}
