import type { StreamFormat } from './streaming.ts';

/** What all services with server-sent events have in common. */
export function eventFormat(
  parts: Pick<StreamFormat, 'piece' | 'end' | 'errorBody'> & Partial<StreamFormat>,
): StreamFormat {
  return {
    contentType: 'text/event-stream; charset=utf-8',
    headers: 'early',
    comment: ': keep-alive\n\n',
    error: (message) => event({ error: { message, type: 'server_error', param: null, code: 500 } }),
    openEvent: 'data: {"id":"',
    malformed: 'data: {"id": nonsense\n\n',
    ...parts,
  };
}

export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export const doneEvent = 'data: [DONE]\n\n';
