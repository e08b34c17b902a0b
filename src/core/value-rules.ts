/** A value that came from outside, or what is wrong with it, for people: `must be …`. */
export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * What a value may be. A few lines of our own, since settings are read while the editor starts, and a library of
 * schemas would be a seventh of all that is loaded then.
 */
export interface ValueRule<T> {
  /** The same in the words of JSON Schema, as the manifest has it. */
  readonly schema: Readonly<Record<string, unknown>>;
  read(value: unknown): Reading<T>;
}

type ValueOf<Rule> = Rule extends ValueRule<infer T> ? T : never;

const good = <T>(value: T): Reading<T> => ({ kind: 'value', value });
const bad = (problem: string): Reading<never> => ({ kind: 'problem', problem });

export const yesOrNo: ValueRule<boolean> = {
  schema: { type: 'boolean' },
  read: (value) => (typeof value === 'boolean' ? good(value) : bad('must be true or false')),
};

export function number(minimum: number, maximum: number): ValueRule<number> {
  return {
    schema: { type: 'number', minimum, maximum },
    read: (value) =>
      typeof value === 'number' && value >= minimum && value <= maximum
        ? good(value)
        : bad(`must be a number from ${minimum} to ${maximum}`),
  };
}

export function whole(minimum: number, maximum: number): ValueRule<number> {
  return {
    schema: { type: 'integer', minimum, maximum },
    read: (value) =>
      Number.isInteger(value) && number(minimum, maximum).read(value).kind === 'value'
        ? good(value as number)
        : bad(`must be a whole number from ${minimum} to ${maximum}`),
  };
}

/** Space around it doesn't count. */
export function text(maxLength: number): ValueRule<string> {
  return {
    schema: { type: 'string', maxLength },
    read: (value) =>
      typeof value === 'string' && value.trim().length <= maxLength
        ? good(value.trim())
        : bad(`must be a text of at most ${maxLength} characters`),
  };
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): ValueRule<Choice> {
  return {
    schema: { type: 'string', enum: choices },
    read: (value) => {
      const choice = choices.find((one) => one === value);
      return choice === undefined ? bad(`must be one of ${choices.join(', ')}`) : good(choice);
    },
  };
}

export function list<T>(item: ValueRule<T>, maxItems?: number): ValueRule<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema, ...(maxItems !== undefined && { maxItems }) },
    read: (value) => {
      if (!Array.isArray(value)) return bad('must be a list');
      if (maxItems !== undefined && value.length > maxItems) return bad(`must be a list of at most ${maxItems}`);
      const read: T[] = [];
      for (const [index, one] of value.entries()) {
        const reading = item.read(one);
        if (reading.kind === 'problem') return bad(`must be right in each item: item ${index + 1} ${reading.problem}`);
        read.push(reading.value);
      }
      return good(read);
    },
  };
}

/** Any names, each with a value. */
export function record<T>(entry: ValueRule<T>): ValueRule<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: entry.schema },
    read: (value) => readEntries(value, () => entry),
  };
}

/** Some of these names, each with a value, and no other. */
export function partial<const Name extends string, T>(
  names: readonly Name[],
  entry: ValueRule<T>,
): ValueRule<Readonly<Partial<Record<Name, T>>>> {
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, entry.schema])),
      additionalProperties: false,
    },
    read: (value) =>
      readEntries(value, (name) =>
        names.some((one) => one === name) ? entry : `must have no other names than ${names.join(', ')}`,
      ) as Reading<Readonly<Partial<Record<Name, T>>>>,
  };
}

/** All of these names, each with its value; what else is there is left out. */
export function fields<const Rules extends Readonly<Record<string, ValueRule<unknown>>>>(
  rules: Rules,
): ValueRule<{ readonly [Name in keyof Rules]: ValueOf<Rules[Name]> }> {
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(rules).map(([name, { schema }]) => [name, schema])),
      required: Object.keys(rules),
    },
    read: (value) => {
      if (!isRecord(value)) return bad('must be an object');
      const wanted = Object.keys(rules).map((name) => [name, Object.hasOwn(value, name) ? value[name] : undefined]);
      return readEntries(Object.fromEntries(wanted), (name) => rules[name] ?? '') as Reading<never>;
    },
  };
}

/** A rule that asks more. */
export function where<T>(rule: ValueRule<T>, holds: (value: T) => boolean, problem: string): ValueRule<T> {
  return {
    schema: rule.schema,
    read: (value) => {
      const reading = rule.read(value);
      return reading.kind === 'value' && !holds(reading.value) ? bad(problem) : reading;
    },
  };
}

/** `ruleOf` gives a name's rule, or what is wrong with the name. */
function readEntries<T>(
  value: unknown,
  ruleOf: (name: string) => ValueRule<T> | string,
): Reading<Readonly<Record<string, T>>> {
  if (!isRecord(value)) return bad('must be an object');
  const read: [string, T][] = [];
  for (const [name, one] of Object.entries(value)) {
    const rule = ruleOf(name);
    if (typeof rule === 'string') return bad(rule);
    const reading = rule.read(one);
    if (reading.kind === 'problem') return bad(`must be right in each field: ${name} ${reading.problem}`);
    // Assigned, it would be the object's prototype.
    if (name !== '__proto__') read.push([name, reading.value]);
  }
  return good(Object.fromEntries(read));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
