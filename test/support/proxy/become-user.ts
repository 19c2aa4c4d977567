import Database from 'better-sqlite3';

// The native module is loaded while this process may still read it.
new Database(':memory:').close();
const [uid, gid] = [Number(process.env.TEST_UID), Number(process.env.TEST_GID)];
process.setgroups?.([gid]);
process.setgid?.(gid);
process.setuid?.(uid);
