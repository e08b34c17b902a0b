import type { MistralFim, MistralFimEvent } from '../../src/core/host.ts';

/** What the SDK does, without the SDK. */
export const fakeMistral: MistralFim = {
  prepare: () => {},
  async *stream({ serverUrl, apiKey, request, send }, signal): AsyncGenerator<MistralFimEvent, void, void> {
    const url = `${serverUrl}/v1/fim/completions`;
    const headers = { authorization: `Bearer ${apiKey}` };
    const events = await send({ method: 'POST', url, headers, body: JSON.stringify(request) }, signal);
    for await (const data of events) {
      const json = JSON.parse(data) as {
        model: string;
        choices: { delta: { content: string }; finish_reason: string | null }[];
      };
      const choice = json.choices[0];
      yield { text: choice?.delta.content ?? '', finishReason: choice?.finish_reason ?? null, model: json.model };
    }
  },
};
