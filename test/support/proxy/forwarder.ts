import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** An answer on its way back, to be changed in place. */
export interface PassedOn {
  path: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Manners {
  /** Which of the tests' certificates it shows; plain http, unless said. */
  certificate?: 'localhost' | 'elsewhere';
  /** Changes what is asked. */
  request?: (headers: Record<string, string | string[] | undefined>) => void;
  /** Changes what is answered. */
  answer?: (answer: PassedOn) => void;
}

function pemOf(name: string, kind: 'crt' | 'key'): Buffer {
  return readFileSync(fileURLToPath(new URL(`../certificates/${name}.${kind}`, import.meta.url)));
}

/** A web server in front of a proxy, with manners of its own. Gone when the test has finished. */
export async function forward(
  port: number,
  proxyUrl: string,
  { certificate, request: changeRequest, answer: changeAnswer }: Manners = {},
): Promise<void> {
  const handle: http.RequestListener = (incoming, outgoing) => {
    const headers = { ...incoming.headers };
    changeRequest?.(headers);
    const { method, url: path = '/' } = incoming;
    const onwards = http.request(proxyUrl + path, { method, headers }, (back) => {
      const chunks: Buffer[] = [];
      back.on('data', (chunk: Buffer) => chunks.push(chunk));
      back.on('end', () => {
        const { 'transfer-encoding': _, connection: __, ...named } = back.headers;
        const answer: PassedOn = {
          path,
          status: back.statusCode ?? 0,
          headers: { ...named },
          body: Buffer.concat(chunks).toString(),
        };
        changeAnswer?.(answer);
        delete answer.headers['content-length'];
        outgoing.writeHead(answer.status, answer.headers);
        outgoing.end(answer.body);
      });
    });
    onwards.on('error', () => outgoing.writeHead(502).end('<h1>Bad Gateway</h1>'));
    incoming.pipe(onwards);
  };
  const server = certificate
    ? https.createServer(
        { cert: pemOf(certificate, 'crt'), key: pemOf(certificate, 'key') },
        handle,
      )
    : http.createServer(handle);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
