/** What the licence of a model's weights lets one use its output for. */
export interface ModelLicence {
  /** An SPDX identifier, or the licence's own name where it has none. */
  readonly name: string;
  readonly allows: 'anything' | 'commercial-with-terms' | 'non-commercial';
  readonly note: string;
}

/** How text of several files stands before the current one. */
export interface RepositoryForm {
  /** Once, at the start; left out where the repository has no name. */
  readonly repository?: string;
  /** Each other file. `{path}`, `{text}`. */
  readonly file: string;
  /** Before the current file's template. `{path}`. */
  readonly beforeTemplate?: string;
  /** At the start of the current file's prefix. `{path}`. */
  readonly beforePrefix?: string;
  /** Whether the other files belong into the prefix rather than before the template. */
  readonly isInPrefix?: boolean;
}

/** How one family of models was trained to fill in the middle. */
export interface FimTemplate {
  readonly family: string;
  /**
   * `{prefix}` and `{suffix}`, and where the family has a place for them `{path}` and the other `{files}`. Every blank
   * counts. Beginning-of-text tokens are the server's to add.
   */
  readonly template: string;
  readonly order: 'prefix-first' | 'suffix-first';
  /** Control tokens. In raw mode text that holds one would be read as control, so it is cut. */
  readonly markers: readonly string[];
  readonly repositoryForm?: RepositoryForm;
  /** What the model writes once it is done, or goes astray. */
  readonly stops: readonly string[];
  /** Written by some models in the middle of good text; taken out. */
  readonly removals?: readonly string[];
  readonly licence: ModelLicence;
  /** Models of the family under another licence, by a part of their normalised name. */
  readonly licenceExceptions?: readonly { readonly name: string; readonly licence: ModelLicence }[];
  /** Parts of normalised names. The longest match of all families wins. */
  readonly names: readonly string[];
  /** Parts of normalised names of relatives that were not trained for it. */
  readonly exceptions?: readonly string[];
}

export type TemplateMatch =
  | { readonly kind: 'template'; readonly template: FimTemplate }
  | { readonly kind: 'no-fim'; readonly family: string }
  | { readonly kind: 'unknown' };

const starCoderMarkers = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<fim_pad>'];
const qwenFimMarkers = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|fim_pad|>'];
const starCoderTemplate = '<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>';
const barTemplate = '<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>';
const apache: ModelLicence = { name: 'Apache-2.0', allows: 'anything', note: '' };

function withTerms(name: string, note: string): ModelLicence {
  return { name, allows: 'commercial-with-terms', note };
}

/** The families we know, each with the order that its makers trained it in. */
export const fimTemplates: readonly FimTemplate[] = [
  {
    family: 'Codestral',
    names: ['codestral'],
    exceptions: ['mamba', 'embed'],
    template: '[SUFFIX]{suffix}[PREFIX]{prefix}',
    order: 'suffix-first',
    markers: ['[PREFIX]', '[SUFFIX]', '[MIDDLE]'],
    repositoryForm: { file: '+++++ {path}\n{text}\n\n', beforePrefix: '+++++ {path}\n', isInPrefix: true },
    stops: ['[PREFIX]', '[SUFFIX]', '\n+++++ ', '</s>'],
    licence: {
      name: 'MNPL-0.1',
      allows: 'non-commercial',
      note: "The weights are for research; Mistral's own service is not.",
    },
  },
  {
    family: 'DeepSeek Coder',
    names: ['deepseek-coder'],
    template: '<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>',
    order: 'prefix-first',
    markers: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>', '<｜begin▁of▁sentence｜>', '<｜end▁of▁sentence｜>'],
    repositoryForm: { file: '#{path}\n{text}\n', beforePrefix: '#{path}\n', isInPrefix: true },
    stops: ['<｜end▁of▁sentence｜>', '<|EOT|>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    licence: withTerms('DeepSeek-Model-License', 'Commercial use within its use restrictions.'),
  },
  {
    family: 'Qwen Coder',
    names: ['qwen2-5-coder', 'qwen25-coder', 'qwen3-coder', 'qwen-coder'],
    template: barTemplate,
    order: 'prefix-first',
    markers: [...qwenFimMarkers, '<|repo_name|>', '<|file_sep|>', '<|endoftext|>', '<|im_start|>', '<|im_end|>'],
    repositoryForm: {
      repository: '<|repo_name|>{repository}\n',
      file: '<|file_sep|>{path}\n{text}\n',
      beforeTemplate: '<|file_sep|>{path}\n',
    },
    stops: ['<|endoftext|>', '<|file_sep|>', '<|repo_name|>', ...qwenFimMarkers, '<|im_start|>', '<|im_end|>'],
    removals: ['<|cursor|>'],
    licence: apache,
    licenceExceptions: [
      {
        name: 'qwen2-5-coder-3b',
        licence: { name: 'Qwen-Research', allows: 'non-commercial', note: 'The 3B size alone is for research.' },
      },
    ],
  },
  {
    family: 'CodeQwen',
    names: ['codeqwen'],
    exceptions: ['chat'],
    template: starCoderTemplate,
    order: 'prefix-first',
    markers: [...starCoderMarkers, '<repo_name>', '<file_sep>', '<|endoftext|>'],
    repositoryForm: {
      repository: '<repo_name>{repository}',
      file: '<file_sep>{path}\n{text}\n',
      beforeTemplate: '<file_sep>{path}\n',
    },
    stops: ['<|endoftext|>', '<file_sep>', '<repo_name>', ...starCoderMarkers, '<|im_end|>'],
    licence: withTerms('Tongyi-Qianwen', 'Commercial use below 100 million users.'),
  },
  {
    family: 'StarCoder 2',
    names: ['starcoder2'],
    exceptions: ['instruct'],
    template: starCoderTemplate,
    order: 'prefix-first',
    markers: [...starCoderMarkers, '<repo_name>', '<file_sep>', '<|endoftext|>'],
    repositoryForm: {
      repository: '<repo_name>{repository}',
      file: '<file_sep>{path}\n{text}\n',
      beforeTemplate: '<file_sep>',
      beforePrefix: '{path}\n',
    },
    stops: ['<|endoftext|>', '<file_sep>', '<repo_name>', ...starCoderMarkers],
    licence: withTerms('BigCode-OpenRAIL-M', 'Commercial use within its use restrictions.'),
  },
  {
    family: 'StarCoder',
    names: ['starcoder', 'starcoderbase', 'tiny-starcoder', 'santacoder'],
    exceptions: ['starchat'],
    template: starCoderTemplate,
    order: 'prefix-first',
    markers: [...starCoderMarkers, '<filename>', '<reponame>', '<gh_stars>', '<|endoftext|>'],
    repositoryForm: { file: '<filename>{path}\n{text}\n', beforePrefix: '<filename>{path}\n', isInPrefix: true },
    stops: ['<|endoftext|>', '<filename>', '<reponame>', ...starCoderMarkers],
    licence: withTerms('BigCode-OpenRAIL-M', 'Commercial use within its use restrictions.'),
  },
  {
    family: 'Code Llama',
    names: ['codellama', 'code-llama'],
    // Only 7B and 13B were trained for it, in their base and instruct forms.
    exceptions: ['python', '34b', '70b'],
    template: '<PRE> {prefix} <SUF>{suffix} <MID>',
    order: 'prefix-first',
    markers: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
    stops: ['<EOT>', '</s>', '<PRE>', '<SUF>', '<MID>'],
    licence: withTerms('Llama-2-Community', 'Commercial use below 700 million users, with attribution.'),
  },
  {
    family: 'CodeGemma',
    names: ['codegemma'],
    exceptions: ['-it', 'instruct'],
    template: barTemplate,
    order: 'prefix-first',
    markers: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_separator|>'],
    repositoryForm: { file: '{path}\n{text}<|file_separator|>', beforePrefix: '{path}\n' },
    stops: ['<|file_separator|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<end_of_turn>', '<eos>'],
    licence: withTerms('Gemma-Terms', 'Commercial use within its prohibited-use policy.'),
  },
  {
    family: 'Granite Code',
    names: ['granite-code', 'granite-3b-code', 'granite-8b-code', 'granite-20b-code', 'granite-34b-code'],
    template: starCoderTemplate,
    order: 'prefix-first',
    markers: [...starCoderMarkers, '<|endoftext|>'],
    stops: ['<|endoftext|>', ...starCoderMarkers],
    licence: apache,
  },
  {
    family: 'Granite 4',
    names: ['granite4', 'granite-4'],
    template: barTemplate,
    order: 'prefix-first',
    markers: [...qwenFimMarkers, '<|end_of_text|>'],
    stops: ['<|end_of_text|>', ...qwenFimMarkers],
    licence: apache,
  },
  {
    family: 'Stable Code',
    names: ['stable-code', 'stablecode'],
    exceptions: ['instruct'],
    template: starCoderTemplate,
    order: 'prefix-first',
    markers: [...starCoderMarkers, '<|endoftext|>'],
    stops: ['<|endoftext|>', ...starCoderMarkers],
    licence: {
      name: 'Stability-Community',
      allows: 'non-commercial',
      note: 'Commercial use needs a membership above a revenue bound.',
    },
  },
  {
    family: 'Mellum',
    names: ['mellum'],
    template: '<fim_suffix>{suffix}<fim_prefix>{prefix}<fim_middle>',
    order: 'suffix-first',
    markers: [...starCoderMarkers, '<filename>', '<|endoftext|>'],
    repositoryForm: { file: '<filename>{path}\n{text}\n', beforeTemplate: '<filename>{path}\n' },
    stops: ['<|endoftext|>', '<filename>', ...starCoderMarkers],
    licence: apache,
  },
  {
    family: 'Seed Coder',
    names: ['seed-coder'],
    exceptions: ['instruct', 'reasoning'],
    template: '<[fim-suffix]>{suffix}<[fim-prefix]>{prefix}<[fim-middle]>',
    order: 'suffix-first',
    markers: ['<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>', '<[end▁of▁sentence]>'],
    stops: ['<[end▁of▁sentence]>', '<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>'],
    licence: { name: 'MIT', allows: 'anything', note: '' },
  },
  {
    family: 'Refact',
    names: ['refact-1-6b', 'refact'],
    template: '<fim_suffix>{suffix}<fim_prefix>{prefix}<fim_middle>',
    order: 'suffix-first',
    markers: [...starCoderMarkers, '<|endoftext|>'],
    stops: ['<|endoftext|>', ...starCoderMarkers],
    licence: withTerms('BigScience-OpenRAIL-M', 'Commercial use within its use restrictions.'),
  },
  {
    family: 'CodeGeeX4',
    names: ['codegeex4'],
    template:
      '<|user|>\n{files}###PATH:{path}\n###MODE:BLOCK\n' +
      '<|code_suffix|>{suffix}<|code_prefix|>{prefix}<|code_middle|><|assistant|>\n',
    order: 'suffix-first',
    markers: ['<|user|>', '<|assistant|>', '<|code_suffix|>', '<|code_prefix|>', '<|code_middle|>', '<|endoftext|>'],
    repositoryForm: { file: '###REFERENCE:\n###PATH:{path}\n{text}\n' },
    stops: ['<|endoftext|>', '<|user|>', '<|assistant|>', '<|code_prefix|>', '<|code_suffix|>', '<|code_middle|>'],
    licence: { name: 'GLM-4', allows: 'non-commercial', note: 'Commercial use needs a registration.' },
  },
];

/** Families that people try and that were not trained for it. */
const withoutFim: readonly { readonly family: string; readonly names: readonly string[] }[] = [
  { family: 'Yi Coder', names: ['yi-coder'] },
  { family: 'Devstral', names: ['devstral'] },
];

/** A model's name as its files, tags and repositories all spell it: `Qwen/Qwen2.5-Coder-7B` is `qwen2-5-coder-7b`. */
export function normalizeModelName(name: string): string {
  const segments = name.trim().toLowerCase().replaceAll('\\', '/').split('/');
  const last = segments.findLast((segment) => segment !== '') ?? '';
  return last
    .replace(/\.gguf$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Finds the family of a model by its name. There is no default: an unknown model is unknown. */
export function findTemplate(modelName: string): TemplateMatch {
  const model = normalizeModelName(modelName);
  const none = withoutFim.find(({ names }) => names.some((name) => model.includes(name)));
  if (none !== undefined) return { kind: 'no-fim', family: none.family };
  let best: { readonly template: FimTemplate; readonly length: number } | undefined;
  for (const template of fimTemplates) {
    for (const name of template.names) {
      if (model.includes(name) && name.length > (best?.length ?? 0)) best = { template, length: name.length };
    }
  }
  if (best === undefined) return { kind: 'unknown' };
  const { template } = best;
  const isException = template.exceptions?.some((name) =>
    `${model}-`.includes(name.startsWith('-') ? `${name}-` : name),
  );
  return isException === true ? { kind: 'no-fim', family: template.family } : { kind: 'template', template };
}

/** The licence of a model's weights, where we know its family. A hosted service has terms of its own. */
export function licenceOfModel(modelName: string): ModelLicence | undefined {
  const model = normalizeModelName(modelName);
  const match = fimTemplates
    .flatMap((template) => template.names.map((name) => ({ template, name })))
    .filter(({ name }) => model.includes(name))
    .sort((a, b) => b.name.length - a.name.length)[0]?.template;
  const exception = match?.licenceExceptions?.find(({ name }) => model.includes(name));
  return exception?.licence ?? match?.licence;
}
