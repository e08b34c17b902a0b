import tls from 'node:tls';
import { Worker } from 'node:worker_threads';

/**
 * The certificates that Node brings along plus those that this machine's owner trusts: company proxies sign with their
 * own. Undefined means Node's default context: nothing to add, or a Node (before 22.15) that can't ask the system.
 */
export async function readTrust(): Promise<tls.SecureContext | undefined> {
  if (typeof tls.getCACertificates !== 'function') return undefined;
  const system = await readSystemCertificates();
  const known = new Set(tls.getCACertificates('default'));
  const added = system.filter((certificate) => !known.has(certificate));
  return added.length === 0 ? undefined : tls.createSecureContext({ ca: [...known, ...added] });
}

/** In a thread of its own, since reading the system's store blocks for 90 ms. */
function readSystemCertificates(): Promise<readonly string[]> {
  const code = `require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))`;
  return new Promise((resolve) => {
    const worker = new Worker(code, { eval: true });
    worker.once('message', (certificates: readonly string[]) => resolve(certificates));
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
}
