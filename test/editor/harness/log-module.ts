/**
 * Stands in for VS Code's native log writer (`@vscode/spdlog`), which needs a compiler: same interface, appending to
 * the same files. Rotation is left out, since a test's logs stay small.
 */
export const rotatingLogModule = `'use strict';
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let defaultLevel = 2;

class Logger {
  constructor(kind, name, filename) {
    this.filename = filename;
    this.level = defaultLevel;
    this.isPlain = false;
    mkdirSync(dirname(filename), { recursive: true });
  }
  write(level, message) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      appendFileSync(this.filename, this.isPlain ? message : stamp + ' [' + levels[level] + '] ' + message + '\\n');
    } catch {}
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.isPlain = true; }
  flush() {}
  drop() {}
}

const createLogger = async (name, filename) => new Logger('rotating', name, filename);
exports.version = 0;
exports.setLevel = (level) => { defaultLevel = level; };
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
`;
