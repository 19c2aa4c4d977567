import Database from 'better-sqlite3';

/** Preloaded into a proxy, this has errors come up that carry secrets as those of libraries do. */
const SECRET = 'planted-s3cret';

function plantedError(): Error {
  const cause = { body: { refresh_token: SECRET }, headers: { authorization: SECRET } };
  const error = new Error(`cannot parse {"access_token":"${SECRET}"}`, { cause });
  return Object.assign(error, { code: `E ${SECRET}`, response: cause, token: SECRET });
}

process.on('SIGUSR2', () => {
  throw plantedError();
});
process.on('SIGHUP', () => {
  void Promise.reject(plantedError());
});
Database.prototype.close = () => {
  throw plantedError();
};
