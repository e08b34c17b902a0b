import type { ProviderId } from '../providers/provider.ts';
import type { Settings } from '../settings.ts';

export type LicencePolicy = Settings['licensePolicy'];

export interface ModelLicence {
  /** An SPDX identifier, or the licence's own name where it has none. */
  readonly name: string;
  /** What it lets one use the model's output for. */
  readonly allows: 'anything' | 'commercial-with-terms' | 'non-commercial';
  readonly note: string;
}

interface LicenceRow extends ModelLicence {
  readonly model: RegExp;
}

const permissive = (model: RegExp, name: string, note = ''): LicenceRow => ({ model, name, allows: 'anything', note });
const withTerms = (model: RegExp, name: string, note: string): LicenceRow => ({
  model,
  name,
  allows: 'commercial-with-terms',
  note,
});
const nonCommercial = (model: RegExp, name: string, note: string): LicenceRow => ({
  model,
  name,
  allows: 'non-commercial',
  note,
});

/** Licences of open weights, by the model's normalised name; the first that matches counts. */
const weights: readonly LicenceRow[] = [
  nonCommercial(/qwen2\.?5-?coder.*(?:^|[^\d.])3b/, 'Qwen-Research', 'The 3B size alone is for research.'),
  permissive(/qwen(?:2\.?5|3)-?coder|codeqwen/, 'Apache-2.0'),
  nonCommercial(/codestral/, 'MNPL-0.1', "The weights are for research; Mistral's own service is not."),
  permissive(/granite/, 'Apache-2.0'),
  permissive(/mellum/, 'Apache-2.0'),
  permissive(/seed-?coder/, 'MIT'),
  permissive(/refact/, 'BigScience-OpenRAIL-M'),
  withTerms(/starcoder/, 'BigCode-OpenRAIL-M', 'Commercial use within its use restrictions.'),
  withTerms(/deepseek-?coder/, 'DeepSeek-Model-License', 'Commercial use within its use restrictions.'),
  withTerms(/code-?llama/, 'Llama-2-Community', 'Commercial use below 700 million users, with attribution.'),
  withTerms(/codegemma/, 'Gemma-Terms', 'Commercial use within its prohibited-use policy.'),
  nonCommercial(/stable-?code/, 'Stability-Community', 'Commercial use needs a membership above a revenue bound.'),
];

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
  const name = model.toLowerCase();
  return weights.find((row) => row.model.test(name));
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
