// Sums the reports of the test runs. Plain JavaScript, so that it runs under any Node, also where the install failed.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [directory = '', exitStatus = '0'] = process.argv.slice(2);

function reportFiles() {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

let passed = 0;
let failed = 0;
for (const name of reportFiles()) {
  const report = JSON.parse(readFileSync(path.join(directory, name), 'utf8'));
  passed += report.numPassedTests;
  // A file that cannot even be loaded has no tests to fail.
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  failed += report.numFailedTests + unloadable.length;
}
if (failed === 0 && (passed === 0 || exitStatus !== '0')) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
