// Stands in for VS Code's native logging module, which would have to be compiled: the same calls, plain files.
const fs = require("node:fs");
const { dirname } = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];

class Logger {
  constructor(_name, path) {
    this.path = path;
    fs.mkdirSync(dirname(path), { recursive: true });
    this.level = 2;
    this.formatted = true;
  }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.formatted = false; }
  flush() {}
  drop() {}
  write(level, message) {
    if (level >= this.level) {
      const head = this.formatted ? `${new Date().toISOString().replace("T", " ").slice(0, 23)} [${LEVELS[level]}] ` : "";
      fs.appendFileSync(this.path, head + message + (this.formatted ? "\n" : ""));
    }
  }
}
LEVELS.forEach((name, level) => { Logger.prototype[name] = function (message) { this.write(level, message); }; });

// One assignment each: VS Code imports this as a module, and only such exports are seen then.
exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, path) => new Logger(name, path);
exports.createAsyncRotatingLogger = async (name, path) => new Logger(name, path);
