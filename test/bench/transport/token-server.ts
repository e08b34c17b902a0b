// A process of its own that streams tokens, each of them the time at which it was written: node token-server.ts
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Nanoseconds of the one clock that all processes of a machine share. */
const now = (): string => `${process.hrtime.bigint()} `;

const event = (value: object): string => `data: ${JSON.stringify({ id: 'x', created: 1, model: 'm', ...value })}\n\n`;

const formats: Readonly<Record<string, (text: string, finish: string | null) => string>> = {
  '/v1/fim/completions': (content, finish_reason) =>
    event({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason }] }),
  '/beta/completions': (text, finish_reason) =>
    event({ object: 'text_completion', choices: [{ index: 0, text, logprobs: null, finish_reason }] }),
};

const server = http.createServer((request, response) => {
  const format = formats[request.url ?? ''];
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const { prompt = '' } = JSON.parse(body) as { prompt?: string };
    // The prompt says how many tokens, and how many milliseconds apart; 0 for all at once.
    const [count = 0, paceMs = 0] = prompt.split(' ').map(Number);
    if (format === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const finish = (): void => void response.end(`${format('', 'stop')}data: [DONE]\n\n`);
    if (paceMs === 0) {
      response.write(Array.from({ length: count }, () => format(now(), null)).join(''));
      finish();
      return undefined;
    }
    let sent = 0;
    const timer = setInterval(() => {
      response.write(format(now(), null));
      sent += 1;
      if (sent < count) return;
      clearInterval(timer);
      finish();
    }, paceMs);
    return undefined;
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
