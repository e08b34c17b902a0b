// Runs a stand-in for people: node test/services/run.ts ollama --port 11434 --answer 'a + b' --ttft-ms 200
import { parseArgs } from 'node:util';
import { type FaultName, faultNames } from './faults.ts';
import type { Script } from './model.ts';
import { startCodestralStandIn } from './codestral.ts';
import { startDeepSeekStandIn } from './deepseek.ts';
import { startLlamaCppStandIn } from './llamacpp.ts';
import { startOllamaStandIn } from './ollama.ts';
import { startOpenAiCompatibleStandIn } from './openai-compatible.ts';
import type { StandIn, Wire } from './stand-in.ts';

const services: Readonly<Record<string, (script: Script, wire: Wire) => Promise<StandIn>>> = {
  codestral: startCodestralStandIn,
  deepseek: startDeepSeekStandIn,
  ollama: startOllamaStandIn,
  'openai-compatible': startOpenAiCompatibleStandIn,
  llamacpp: startLlamaCppStandIn,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    answer: { type: 'string', default: 'return left + right' },
    'ttft-ms': { type: 'string', default: '50' },
    'tokens-per-second': { type: 'string', default: '60' },
    fault: { type: 'string' },
  },
});
const start = services[positionals[0] ?? ''];
const fault = faultNames.find((name) => name === values.fault) satisfies FaultName | undefined;
if (start === undefined || (values.fault !== undefined && fault === undefined)) {
  console.error(`Usage: node test/services/run.ts ${Object.keys(services).join('|')} [--port N] [--answer TEXT]
  [--ttft-ms N] [--tokens-per-second N] [--fault NAME]
Faults: ${faultNames.join(', ')}`);
  process.exit(2);
}
const script: Script = {
  answer: values.answer.replaceAll(String.raw`\n`, '\n'),
  ttftMs: Number(values['ttft-ms']),
  tokensPerSecond: Number(values['tokens-per-second']),
  ...(fault === undefined ? {} : { fault }),
};
const standIn = await start(script, { protocol: 'h1', port: Number(values.port) });
console.log(standIn.url);
process.once('SIGINT', () => void standIn.close());
process.once('SIGTERM', () => void standIn.close());
