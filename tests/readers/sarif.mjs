// node sarif.mjs FILE: validates it against the SARIF 2.1.0 schema with ajv. Exit status 1 and the complaints when it is
// not valid.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv');
const ajv = new Ajv({schemaId: 'auto', allErrors: true, unknownFormats: 'ignore', logger: false});
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

const log = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (!validate(log)) {
  console.log(ajv.errorsText(validate.errors, {separator: '\n'}));
  process.exit(1);
}
console.log(`${log.runs[0].results.length} results`);
