// node github.mjs FILE: reads workflow commands as GitHub's runner does, and has GitHub's own program write each of
// them. Exit status 1 when it writes another line.
import {readFileSync} from 'node:fs';

const {default: core} = await import(new URL('./node_modules/@actions/core/lib/core.js', import.meta.url));

const unescaped = (text, codes) =>
    codes.reduce((out, [code, character]) => out.replaceAll(code, character), text).replaceAll('%25', '%');
const data = [['%0D', '\r'], ['%0A', '\n']];
const property = [...data, ['%3A', ':'], ['%2C', ',']];

/// ::name key=value,key=value::message
function read(line) {
  const end = line.indexOf('::', 2);
  const head = line.slice(2, end);
  const blank = head.indexOf(' ');
  const properties = {};
  for (const pair of head.slice(blank + 1).split(',')) {
    const equals = pair.indexOf('=');
    properties[pair.slice(0, equals)] = unescaped(pair.slice(equals + 1), property);
  }
  return {level: head.slice(0, blank), properties, message: unescaped(line.slice(end + 2), data)};
}

function written(write) {
  let out = '';
  const original = process.stdout.write;
  process.stdout.write = (text) => (out += text, true);
  try {
    write();
  } finally {
    process.stdout.write = original;
  }
  return out.trimEnd();
}

let count = 0;
for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter((text) => text.startsWith('::'))) {
  const {level, properties, message} = read(line);
  const {title, file, line: startLine, col: startColumn, endColumn} = properties;
  const again = written(() => core[level](message, {title, file, startLine, startColumn, endColumn}));
  if (again !== line) {
    console.log(`ours:   ${line}\nGitHub: ${again}`);
    process.exit(1);
  }
  ++count;
}
console.log(`${count} annotations`);
