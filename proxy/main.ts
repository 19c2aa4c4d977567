import './node-version.js';

/** Each module runs its command when it is loaded, with `process.argv` as if it had been started itself. */
const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  doctor: () => import('./cli/doctor/main.ts'),
  register: () => import('./cli/register/main.ts'),
  backup: () => import('./cli/backup/backup-command.ts'),
  restore: () => import('./cli/backup/restore-command.ts'),
};

const [name = ''] = process.argv.slice(2);
if (Object.hasOwn(COMMANDS, name)) {
  process.argv.splice(2, 1);
  await COMMANDS[name]?.();
} else {
  await import('./start.ts');
}
