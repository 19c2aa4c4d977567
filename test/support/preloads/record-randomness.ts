import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Preloaded into a proxy, this has it write down whatever it draws from the random source of the system. */
const { randomBytes } = crypto;
const recording = (size: number): Buffer => {
  const bytes = randomBytes(size);
  console.log(`drew ${bytes.toString('base64url')}.`);
  return bytes;
};
crypto.randomBytes = recording as typeof randomBytes;
syncBuiltinESMExports();
