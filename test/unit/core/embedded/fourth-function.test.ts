import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../../../src/core/embedded/embedded-engine.ts';

function loader(name: string, type: string): string {
  return `export async function load${type}(id: string): Promise<${type}> {
  const response = await fetch(\`/api/${name}s/\${id}\`);
  if (!response.ok) {
    throw new Error(\`Could not load ${name}: \${response.status}\`);
  }
  const ${name} = (await response.json()) as ${type};
  ${name}Cache.set(id, ${name});
  return ${name};
}

`;
}

function finder(name: string, type: string): string {
  return `def find_${name}(session, ${name}_id):
    ${name} = session.query(${type}).get(${name}_id)
    if ${name} is None:
        raise NotFound("no such ${name}", ${name}_id)
    return ${name}


`;
}

/** Types `text` after `before`, and takes each suggestion that is right. */
function write(before: string, text: string): { readonly typed: number; readonly taken: number } {
  const engine = new EmbeddedEngine();
  const place = { uri: 'file:///shop/a', languageId: '', suffix: '', purpose: 'alone', maxLines: 8 } as const;
  let at = 0;
  let typed = 0;
  let taken = 0;
  while (at < text.length) {
    const answer = engine.complete({ ...place, prefix: before + text.slice(0, at) });
    const isRight = answer !== null && text.startsWith(answer.text, at);
    if (isRight) taken += 1;
    else typed += 1;
    at += isRight ? answer.text.length : 1;
  }
  return { typed, taken };
}

test('of the fourth of four similar functions, names changed, a tenth is typed and the rest taken', () => {
  const fourth = loader('invoice', 'Invoice').trimEnd();
  const { typed, taken } = write(
    loader('user', 'User') + loader('order', 'Order') + loader('product', 'Product'),
    fourth,
  );
  expect(typed).toBeLessThan(fourth.length / 8);
  expect(taken).toBeLessThan(12);
});

test('names that are written in snake case change in their words', () => {
  const fourth = finder('invoice', 'Invoice').trimEnd();
  const { typed } = write(finder('user', 'User') + finder('order', 'Order') + finder('product', 'Product'), fourth);
  expect(typed).toBeLessThan(fourth.length / 8);
});
