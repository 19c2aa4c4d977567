/**
 * Whether `version` is lower than `oldest`, by its three numbers (Semantic Versioning 2.0.0 section 11). A version
 * in another form belongs to a build of somebody's own, and does not count as old.
 */
export function isOlder(version: string, oldest: string): boolean {
  const [, numbers = oldest] = /^v?(\d{1,9}(?:\.\d{1,9}){2})(?:[-+].*)?$/u.exec(version) ?? [];
  return numbers.localeCompare(oldest, 'en', { numeric: true }) < 0;
}
