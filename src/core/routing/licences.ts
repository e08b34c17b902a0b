import { type ModelLicence, licenceOfModel } from '../providers/fim-templates.ts';
import type { ProviderId } from '../providers/provider.ts';
import type { Settings } from '../settings.ts';

export type LicencePolicy = Settings['licensePolicy'];

export type LicenceVerdict =
  | { readonly kind: 'allowed'; readonly licence: ModelLicence }
  | { readonly kind: 'refused'; readonly licence: ModelLicence | undefined; readonly reason: string };

/** What is known of a model's licence; undefined where nothing is. */
export function licenceOf(provider: ProviderId, model: string): ModelLicence | undefined {
  if (provider === 'embedded') {
    return { name: 'MIT', allows: 'anything', note: 'Learns from the open workspace only.' };
  }
  if (provider === 'codestral' || provider === 'deepseek') {
    return { name: "the service's terms", allows: 'commercial-with-terms', note: 'A hosted service under its terms.' };
  }
  return licenceOfModel(model);
}

/** Whether a model may be used under a policy, and if not, why. What isn't known is refused by all but `any`. */
export function judgeLicence(provider: ProviderId, model: string, policy: LicencePolicy): LicenceVerdict {
  const licence = licenceOf(provider, model);
  if (policy === 'any') {
    const unknown: ModelLicence = { name: 'unknown', allows: 'non-commercial', note: '' };
    return { kind: 'allowed', licence: licence ?? unknown };
  }
  const subject = model === '' ? `The model of ${provider}` : model;
  if (licence === undefined) {
    return { kind: 'refused', licence, reason: `${subject}: its licence isn't known, and the policy is '${policy}'.` };
  }
  const isAllowed =
    licence.allows === 'anything' || (policy === 'commercial' && licence.allows === 'commercial-with-terms');
  if (isAllowed) return { kind: 'allowed', licence };
  const note = licence.note === '' ? '' : ` ${licence.note}`;
  return {
    kind: 'refused',
    licence,
    reason: `${subject} is under ${licence.name}, which '${policy}' excludes.${note}`,
  };
}
