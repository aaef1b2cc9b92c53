// A server that holds one version of the app at a time, so that tests can deploy another one, lose files, or be away. It answers nothing
// but the app's files: what needs an API is tested against the real host.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { putPages } from '../../../src/local/build-pages.ts';
import { writeServiceWorker } from '../../../src/local/write-service-worker.ts';
import { APP_PATH } from '../../../src/protocol/app-pages.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Where the app is deployed. */
export interface Deployment {
  /** The address of the app. */
  readonly url: string;
  /** Deploys a version whose page says its name. The same name is the same version, to the byte. */
  readonly deploy: (name: string) => Promise<void>;
  /** Answers matching paths like this from now on; null: as it should be. */
  readonly answer: (path: RegExp, how: 'missing' | 'altered' | null) => void;
  /** Paths that were asked for since the last call. */
  readonly asked: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Builds the app and deploys its first version. */
export async function openDeployment(name: string): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  await putPages(folder);
  const built = join(folder, 'app');
  let current = built;
  let odd: { readonly path: RegExp; readonly how: 'missing' | 'altered' } | null = null;
  let asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://deployment');
    asked.push(pathname);
    const how = odd?.path.test(pathname) === true ? odd.how : null;
    serve(request, response, { folder: current, pathname, how });
  });
  const deploy = async (version: string) => {
    const next = join(folder, encodeURIComponent(version));
    if (!existsSync(next)) {
      cpSync(built, next, { recursive: true });
      const page = join(next, 'index.html');
      const html = readFileSync(page, 'utf8');
      writeFileSync(page, html.replace('</head>', `<meta name="version" content="${version}" /></head>`));
      await writeServiceWorker(next);
    }
    current = next;
  };
  await deploy(name);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${APP_PATH}`,
    deploy,
    answer(path, how) {
      odd = how === null ? null : { path, how };
    },
    asked() {
      const paths = asked;
      asked = [];
      return paths;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
      }),
  };
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { folder, pathname, how }: { folder: string; pathname: string; how: 'missing' | 'altered' | null },
): void {
  const name = pathname.startsWith(APP_PATH) ? pathname.slice(APP_PATH.length) : null;
  const file = name === null ? null : join(folder, name === '' || name === 'share' ? 'index.html' : name);
  if (request.method !== 'GET' || file === null || !existsSync(file) || how === 'missing') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  response.end(how === 'altered' ? `${readFileSync(file, 'utf8')}\n` : readFileSync(file));
}
