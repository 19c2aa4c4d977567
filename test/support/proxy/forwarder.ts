import http from 'node:http';
import https from 'node:https';
import { onTestFinished } from 'vitest';
import { type CertificateHost, pemOf } from '../certificates/pem.ts';
import { listen } from '../ports/listen.ts';

/** A response that may be changed in place. */
export interface ForwardedResponse {
  path: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface ForwarderOptions {
  /** The test certificate for https; plain http by default. */
  certificate?: CertificateHost;
  /** Changes the request headers. */
  request?: (headers: Record<string, string | string[] | undefined>) => void;
  /** Changes the response. */
  response?: (response: ForwardedResponse) => void;
}

/** Starts a reverse proxy that changes requests and responses; closed when the test has finished. */
export async function forward(
  port: number,
  proxyUrl: string,
  { certificate, request: changeRequest, response: changeResponse }: ForwarderOptions = {},
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
        const response: ForwardedResponse = {
          path,
          status: back.statusCode ?? 0,
          headers: { ...named },
          body: Buffer.concat(chunks).toString(),
        };
        changeResponse?.(response);
        delete response.headers['content-length'];
        outgoing.writeHead(response.status, response.headers);
        outgoing.end(response.body);
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
  const { close } = await listen(server, port);
  onTestFinished(close);
}
