import type { Endpoint } from '../fake-platform/faults.ts';
import type { RequestControls } from '../fake-platform/request-controls.ts';

/** Holds requests to an endpoint until `release` is called. `arrived` resolves at the next of them. */
export function holdRequests(platform: RequestControls, endpoint: Endpoint) {
  const { promise: gate, resolve: release } = Promise.withResolvers<void>();
  platform.misbehave(endpoint, { gate });
  return { arrived: platform.nextRequest(endpoint), release };
}
