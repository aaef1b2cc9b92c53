// Writes the description of the API as the files that the Worker serves.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDocument } from '../openapi/document.ts';
import { renderPage } from '../openapi/page/render-page.ts';

const STYLE = fileURLToPath(new URL('../openapi/page/docs.css', import.meta.url));

/** Writes the files into a directory, which is made where it is not there. `version`: of the package. */
export function writeDescription(directory: string, version: string): void {
  const document = buildDocument({ version });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'openapi.json'), `${JSON.stringify(document)}\n`);
  writeFileSync(join(directory, 'docs.html'), renderPage(document));
  writeFileSync(join(directory, 'docs.css'), readFileSync(STYLE));
}
