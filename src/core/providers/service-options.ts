import type { Host } from '../host.ts';
import type { BaseUrl } from './base-url.ts';
import type { ServiceId } from './capabilities.ts';
import type { Addressee } from './failures.ts';

/** What every provider of a service is made of. */
export interface ServiceOptions {
  readonly host: Pick<Host, 'clock' | 'log' | 'transport'>;
  readonly baseUrl: Extract<BaseUrl, { kind: 'base-url' }>;
  readonly model: string;
  /** Empty or absent for a server without keys. */
  readonly key?: string | undefined;
}

export function addressee(
  id: ServiceId,
  { baseUrl, model, key }: Pick<ServiceOptions, 'baseUrl' | 'model' | 'key'>,
): Addressee {
  return { id, model, origin: baseUrl.destination.origin, key };
}
