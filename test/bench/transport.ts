import tls from 'node:tls';
import { createCertificate } from '../services/certificate.ts';
import { measureAbortReach } from './transport/abort-reach.ts';
import { compareAborts } from './transport/aborts.ts';
import { measureLoadTime } from './transport/load-time.ts';
import { measureTokenCost } from './transport/token-cost.ts';
import { writeBaseline } from './write-baseline.ts';

/*
 * What the transport costs: `npm run bench:transport`. The method stands in transport.md beside this file. With
 * `--write`, the figures replace transport.baseline.json.
 */

// The built-in fetch has no other way to trust the certificate of the stand-in.
const certificate = createCertificate();
tls.setDefaultCACertificates([certificate.cert]);

const results = {
  'twenty aborted requests': await compareAborts(certificate),
  'a token on its way': await measureTokenCost(),
  'an abort until the service sees it, ms': await measureAbortReach(),
  'loading, ms': measureLoadTime(),
};
console.log(JSON.stringify(results, undefined, 2));
if (process.argv.includes('--write')) writeBaseline('transport', results);
