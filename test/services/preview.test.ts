import { expect, test } from 'vitest';
import { collect, requestAt, snippet } from '../support/requests.ts';
import { openService, serviceIds } from '../support/service-bench.ts';

test.each(serviceIds)('what %s shows of a prompt is what it sends', async (id) => {
  const service = await openService(id, { answer: 'x' });
  try {
    const { provider, standIn } = service;
    const request = requestAt('def f(█):\n    pass\n', {
      draft: { snippets: [snippet('lib/a.py', 'A = 1')] },
      // The first request loads Mistral's client.
      firstTokenTimeoutMs: 30_000,
    });
    const fields = await provider.preview?.(request.prompt);
    await collect(provider.complete(request, new AbortController().signal));
    const sent = standIn.requests.findLast(({ method }) => method === 'POST')?.body;
    expect(Object.keys(fields ?? {})).toContain('prompt');
    expect(sent).toMatchObject(fields ?? {});
    // Everything that is text of the user's is in what is shown.
    expect(JSON.stringify(fields)).toContain('A = 1');
    expect(JSON.stringify(fields)).toContain('lib/a.py');
  } finally {
    await service.close();
  }
});

test.each(['ollama', 'llamacpp'] as const)('a server of %s that is down is said to be so', async (id) => {
  const service = await openService(id, { answer: 'x' });
  await service.standIn.close();
  try {
    const { prompt } = requestAt('def f(█):\n    pass\n');
    await expect(service.provider.preview?.(prompt)).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'unreachable',
    });
  } finally {
    await service.close();
  }
});
