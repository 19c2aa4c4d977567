import http from 'node:http';
import https from 'node:https';
import { onTestFinished } from 'vitest';
import { type CertificateHost, pemOf } from '../certificates/pem.ts';
import { listen } from '../ports/listen.ts';

type Headers = Record<string, string | string[] | undefined>;

/** A response that may be changed in place. */
export interface ForwardedResponse {
  path: string;
  status: number;
  headers: Headers;
  body: string;
}

export interface ForwarderOptions {
  /** The test certificate for https; plain http by default. */
  certificate?: CertificateHost;
  /** Bytes of request headers above which the response is 431; the default of Node if absent. */
  maxHeaderSize?: number;
  /** Changes the request headers. */
  request?: (headers: Headers) => void;
  /** Changes the response. */
  response?: (response: ForwardedResponse) => void;
}

/** Changes headers of every response; undefined removes one. */
export const withHeaders = (changes: Headers): ForwarderOptions => ({
  response: ({ headers }) => void Object.assign(headers, changes),
});

/** Changes headers of every request; undefined removes one. */
export const inRequests = (changes: Headers): ForwarderOptions => ({
  request: (headers) => void Object.assign(headers, changes),
});

/** The headers without those that were removed. */
const present = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));

/** Starts a reverse proxy that changes requests and responses; closed when the test has finished. */
export async function forward(
  port: number,
  proxyUrl: string,
  {
    certificate,
    request: changeRequest,
    response: changeResponse,
    ...limits
  }: ForwarderOptions = {},
): Promise<void> {
  const handle: http.RequestListener = (incoming, outgoing) => {
    const headers = { ...incoming.headers };
    changeRequest?.(headers);
    const { method, url: path = '/' } = incoming;
    const onwards = http.request(proxyUrl + path, { method, headers: present(headers) }, (back) => {
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
        response.headers['content-length'] = undefined;
        outgoing.writeHead(response.status, present(response.headers));
        outgoing.end(response.body);
      });
    });
    onwards.on('error', () => outgoing.writeHead(502).end('<h1>Bad Gateway</h1>'));
    incoming.pipe(onwards);
  };
  const server = certificate
    ? https.createServer(
        { ...limits, cert: pemOf(certificate, 'crt'), key: pemOf(certificate, 'key') },
        handle,
      )
    : http.createServer(limits, handle);
  const { close } = await listen(server, port);
  onTestFinished(close);
}
