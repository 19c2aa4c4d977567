const IS_PACKED = !import.meta.filename.endsWith('.ts');

/**
 * How a user runs a command: through npm from the sources, and with Node.js alone from the archive.
 * @param name `start`, or a command of the proxy
 */
export function commandText(name: string, args = ''): string {
  if (IS_PACKED)
    return ['node main.js', name === 'start' ? '' : name, args].filter(Boolean).join(' ');
  const script = name === 'start' ? 'npm start' : `npm run ${name}`;
  return args === '' ? script : `${script} -- ${args}`;
}
