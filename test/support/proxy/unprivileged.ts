import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readConfig } from '../../../proxy/config/config.ts';
import { serve } from '../../../proxy/serve.ts';

// What another user may not read, such as the checkout, is loaded before this process becomes that user.
new Database(':memory:').close();
const [uid, gid] = [Number(process.env.TEST_UID), Number(process.env.TEST_GID)];
process.setgroups?.([gid]);
process.setgid?.(gid);
process.setuid?.(uid);
try {
  await serve(readConfig(process.env, (path) => readFileSync(path, 'utf8')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
