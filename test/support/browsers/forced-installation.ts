import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import JSZip from 'jszip';
import type { TestContext } from 'vitest';
import { listen } from '../ports/listen.ts';
import { idFrom } from './chromium/preferences.ts';

/**
 * Packs the extension in a folder with Chromium, which draws a new key and writes two files beside the folder.
 * Returns the id of the extension and the bytes of its CRX file.
 */
export function packCrx(executable: string, extension: string): { id: string; crx: Buffer } {
  const args = ['--headless', '--no-sandbox', '--no-message-box', `--pack-extension=${extension}`];
  const profile = `--user-data-dir=${extension}-profile`;
  execFileSync(executable, [...args, profile], { stdio: 'pipe' });
  const key = createPublicKey(readFileSync(`${extension}.pem`));
  const id = idFrom(key.export({ type: 'spki', format: 'der' }));
  return { id, crx: readFileSync(`${extension}.crx`) };
}

/** Packs the extension in a folder as an XPI file without a signature. */
export function packXpi(extension: string): Promise<Buffer> {
  const xpi = new JSZip();
  for (const name of readdirSync(extension, { recursive: true, encoding: 'utf8' })) {
    const path = join(extension, name);
    if (statSync(path).isFile()) xpi.file(name, readFileSync(path));
  }
  return xpi.generateAsync({ type: 'nodebuffer' });
}

/** The response to Chromium's question for an update: `url` has the CRX file of a version. */
export const updateManifest = (id: string, version: string, url: string) =>
  `<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
    <app appid="${id}"><updatecheck codebase="${url}" version="${version}"/></app>
  </gupdate>`;

/** Serves files by their paths until the test has finished. Returns the port. */
export async function serveFiles(
  files: Readonly<Record<string, string | Buffer>>,
  test: Pick<TestContext, 'onTestFinished'>,
): Promise<number> {
  const server = createServer(({ url = '' }, response) => {
    const file = files[new URL(url, 'http://localhost').pathname];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  const { port, close } = await listen(server);
  test.onTestFinished(close);
  return port;
}
