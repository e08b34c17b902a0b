import type { Log, LogData } from '../core/host.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Where finished lines go; `line` is one line of text. */
export type LogSink = (level: LogLevel, line: string) => void;

/** Writes `[origin] A sentence. key=value key="two words"` to a sink. */
export function createLog(sink: LogSink, origin = ''): Log {
  const write =
    (level: LogLevel) =>
    (message: string, data?: LogData): void =>
      sink(level, formatLine(origin, message, data));
  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (name) => createLog(sink, origin === '' ? name : `${origin}.${name}`),
  };
}

function formatLine(origin: string, message: string, data: LogData | undefined): string {
  const parts = origin === '' ? [message] : [`[${origin}]`, message];
  for (const [key, value] of Object.entries(data ?? {})) {
    if (value !== undefined) parts.push(`${key}=${formatValue(value)}`);
  }
  return parts.join(' ').replaceAll('\n', '\\n');
}

function formatValue(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(1);
  return typeof value === 'string' && /[\s="]|^$/.test(value) ? JSON.stringify(value) : String(value);
}
