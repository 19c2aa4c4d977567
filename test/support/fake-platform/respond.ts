import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { HttpResponse } from './exchange.ts';
import type { Fault } from './faults.ts';

/** Handles the request and sends the response, or applies the fault. */
export async function respond(
  response: ServerResponse,
  work: () => HttpResponse | Promise<HttpResponse>,
  fault: Fault | null,
  closing: AbortSignal,
): Promise<void> {
  const { gate, delay, ...ending } = fault ?? {};
  await gate;
  if (delay !== undefined) await wait(delay, undefined, { signal: closing });
  if (Object.keys(ending).length === 0) return send(response, await work());
  const done = ending.afterSuccess ? await work() : null;
  if (ending.hang) return;
  if (ending.reset) return void response.socket?.resetAndDestroy();
  if (ending.raw !== undefined) return sendRaw(response.socket, ending.raw, !ending.stallMidBody);
  const answer = faultResponse(ending, done);
  if (ending.cutMidBody || ending.stallMidBody) sendHalf(response, answer, ending.cutMidBody);
  else send(response, answer);
}

async function sendRaw(
  socket: Socket | null,
  raw: NonNullable<Fault['raw']>,
  thenEnd: boolean,
): Promise<void> {
  if (!socket) return;
  const sent = (piece: string | Buffer) =>
    new Promise<boolean>((resolve) => socket.write(piece, (error) => resolve(!error)));
  for await (const piece of typeof raw === 'function' ? raw() : [raw]) {
    if (!(await sent(piece))) return;
  }
  if (thenEnd) socket.end();
}

function sendHalf(response: ServerResponse, answer: HttpResponse, thenCut = false): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length + 1 });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (thenCut) response.socket?.destroy();
  });
}

/** The response of the fault, or `done` as far as the fault does not change it. */
function faultResponse({ status, headers, body }: Fault, done: HttpResponse | null): HttpResponse {
  const own = body === undefined && done ? done : responseWith(body ?? '');
  return { status: status ?? own.status, headers: { ...own.headers, ...headers }, body: own.body };
}

function responseWith(body: NonNullable<Fault['body']>): HttpResponse {
  const isText = typeof body === 'string';
  const type = `${isText ? 'text/plain' : 'application/json'}; charset=utf-8`;
  return {
    status: 200,
    headers: { 'content-type': type },
    body: isText || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...length, ...headers });
  response.end(body);
}
