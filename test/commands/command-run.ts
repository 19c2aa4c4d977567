import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { ROOT } from '../support/build/tools.ts';
import { browserProgram } from '../support/environment/browser-program.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort, isPortFree } from '../support/ports/free-port.ts';
import { Program } from '../support/processes/program.ts';
import { until } from '../support/waiting/until.ts';

/** One run of a command, with its own ports and its own folder for temporary files. */
export class CommandRun {
  readonly folder = realpathSync(emptyFolder());
  readonly program: Program;
  readonly proxyPort: number;
  readonly platformPort: number;

  private constructor(script: string, ports: [number, number], env: NodeJS.ProcessEnv) {
    [this.proxyPort, this.platformPort] = ports;
    this.program = new Program(process.execPath, [script, '--headless'], {
      cwd: ROOT,
      env: {
        ...process.env,
        CHROMIUM: browserProgram('chromium'),
        FIREFOX: browserProgram('firefox'),
        TMPDIR: this.folder,
        PORT: String(this.proxyPort),
        PLATFORM_PORT: String(this.platformPort),
        ...env,
      },
      detached: true,
    });
    onTestFinished(() => {
      if (!this.program.hasEnded) this.#signalAll('SIGKILL');
    });
  }

  /** Starts a script of the package, by its path. */
  static async start(script: string, env: NodeJS.ProcessEnv = {}): Promise<CommandRun> {
    return new CommandRun(script, [await freePort(), await freePort()], env);
  }

  get output(): string {
    return this.program.output;
  }

  /** Sends SIGINT to the command and everything it started, as a terminal does on Ctrl-C. */
  interruptAll(): void {
    this.#signalAll('SIGINT');
  }

  async toPrint(text: string | RegExp): Promise<void> {
    await until(
      () => `${text} in the output, which is:\n${this.output}`,
      () => this.output.match(text) ?? this.program.hasEnded,
      40_000,
    );
    expect(this.output).toMatch(text);
  }

  async expectNothingLeft(): Promise<void> {
    await until(
      () => `these processes to end: ${processesNaming(this.folder).join('; ')}`,
      () => processesNaming(this.folder).length === 0,
    );
    expect(readdirSync(this.folder)).toEqual([]);
    expect(await isPortFree(this.proxyPort)).toBe(true);
    expect(await isPortFree(this.platformPort)).toBe(true);
  }

  #signalAll(signal: NodeJS.Signals): void {
    if (this.program.child.pid) process.kill(-this.program.child.pid, signal);
  }
}

/** The processes with this text in their arguments or, on Linux, in their environment. */
function processesNaming(text: string): string[] {
  // Small Linux systems have no ps.
  const processes = existsSync('/proc/self')
    ? readProcesses()
    : execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return processes.filter((line) => line.includes(text));
}

function readProcesses(): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [args, env] = ['cmdline', 'environ'].map((of) => readFileSync(`/proc/${name}/${of}`));
      return `${name} ${args} ${env}`;
    } catch {
      return [];
    }
  });
}
